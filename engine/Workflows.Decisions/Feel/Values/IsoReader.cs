namespace Workflows.Decisions.Feel;

/// <summary>Reads the ISO 8601 forms FEEL knows, character by character, refusing everything else.</summary>
internal ref struct IsoReader(string text)
{
    private readonly ReadOnlySpan<char> s = text;
    private int i;

    public readonly bool AtEnd => i == s.Length;

    public bool Take(char c)
    {
        if (i >= s.Length || s[i] != c) return false;
        i++;
        return true;
    }

    public FeelDate? Date()
    {
        var negative = Take('-');
        var start = i;
        while (i < s.Length && char.IsAsciiDigit(s[i])) i++;
        var digits = i - start;
        if (digits is < 4 or > 9 || (digits > 4 && s[start] == '0')) return null;
        var year = long.Parse(s[start..i], System.Globalization.CultureInfo.InvariantCulture);
        if (!Take('-') || Two() is not { } month || !Take('-') || Two() is not { } day) return null;
        return FeelDate.Create(negative ? -year : year, month, day);
    }

    /// <summary>A time with its zone. 24:00:00 is midnight of the next day.</summary>
    public FeelTime? Time(out bool nextDay)
    {
        nextDay = false;
        if (Two() is not { } hour || !Take(':') || Two() is not { } minute) return null;
        int second = 0, nano = 0;
        if (Take(':'))
        {
            if (Two() is not { } sec) return null;
            second = sec;
            if (Take('.'))
            {
                var start = i;
                while (i < s.Length && char.IsAsciiDigit(s[i]))
                {
                    if (i - start < 9) nano = nano * 10 + (s[i] - '0');
                    i++;
                }
                if (i == start) return null;
                for (var k = i - start; k < 9; k++) nano *= 10;
            }
        }
        else return null;
        if (hour == 24 && minute == 0 && second == 0 && nano == 0) { hour = 0; nextDay = true; }
        var zone = Zone(out var bad);
        return bad ? null : FeelTime.Create(hour, minute, second, nano, zone);
    }

    private FeelZone? Zone(out bool bad)
    {
        bad = false;
        if (AtEnd) return null;
        if (Take('Z') || Take('z')) return FeelZone.Utc;
        if (Take('@'))
        {
            var name = s[i..].ToString();
            i = s.Length;
            var zone = FeelZone.OfName(name);
            bad = zone is null;
            return zone;
        }
        if (s[i] is not ('+' or '-')) { bad = true; return null; }
        var sign = s[i++] == '-' ? -1 : 1;
        var seconds = 0;
        if (Two() is not { } h || !Take(':') || Two() is not { } m || m > 59 || (Take(':') && (seconds = Two() ?? 99) > 59)) { bad = true; return null; }
        var offset = FeelZone.OfOffset(sign * (h * 3600 + m * 60 + seconds));
        bad = offset is null;
        return offset;
    }

    private int? Two()
    {
        if (i + 2 > s.Length || !char.IsAsciiDigit(s[i]) || !char.IsAsciiDigit(s[i + 1])) return null;
        var v = (s[i] - '0') * 10 + (s[i + 1] - '0');
        i += 2;
        return v;
    }
}
