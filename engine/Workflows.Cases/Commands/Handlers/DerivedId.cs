using System.Security.Cryptography;
using System.Text;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Ids that follow from their parts, so that the same request names the same thing.</summary>
internal static class DerivedId
{
    public static string Of(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts))))[..32];
}
