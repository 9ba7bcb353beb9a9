namespace Workflows.Cases.Identity;

/// <summary>One-time codes by e-mail, as a programme wants them.</summary>
/// <param name="Digits">4 to 10.</param>
/// <param name="ValidFor">From the sending.</param>
/// <param name="Tries">Wrong entries after which a code is used up.</param>
/// <param name="Again">Wait before another code to the same address.</param>
/// <param name="PerHour">Codes an hour to one address.</param>
/// <param name="Keep">How long an address counts as confirmed by the person who confirmed it.</param>
public sealed record CodeSpec(int Digits, TimeSpan ValidFor, int Tries, TimeSpan Again, int PerHour, TimeSpan Keep)
{
    public static readonly CodeSpec Default = new(6, TimeSpan.FromMinutes(10), 5, TimeSpan.FromMinutes(1), 5, TimeSpan.FromDays(1));
}
