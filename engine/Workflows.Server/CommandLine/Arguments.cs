namespace Workflows.Server.CommandLine;

/// <summary>A command with its values and options: <c>workflows test FOLDER --definitions DIR</c>.</summary>
/// <param name="Command">The first word; <c>serve</c> when there is none.</param>
/// <param name="Values">Words that are no options, in order.</param>
/// <param name="Rest">Everything else as written, for the host's configuration.</param>
internal sealed record Arguments(string Command, IReadOnlyList<string> Values, IReadOnlyDictionary<string, string> Options, string[] Rest)
{
    public static Arguments Parse(string[] args)
    {
        var values = new List<string>();
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var rest = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var word = args[i];
            if (!word.StartsWith("--", StringComparison.Ordinal)) { values.Add(word); continue; }
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word[2..] : word[2..equals];
            var value = equals >= 0 ? word[(equals + 1)..] : i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : "true";
            options[name] = value;
            rest.Add($"--{name}={value}");
        }
        var command = values.Count > 0 ? values[0] : "serve";
        return new(command, values.Count > 0 ? values[1..] : [], options, [.. rest]);
    }

    public string? Option(string name) => Options.GetValueOrDefault(name);

    /// <exception cref="UsageException">It is missing.</exception>
    public string Value(int index, string what) =>
        index < Values.Count ? Values[index] : throw new UsageException($"{what}を指定してください。 ({what} is missing.)");
}

/// <summary>The command was not written as it must be.</summary>
internal sealed class UsageException(string message) : Exception(message);
