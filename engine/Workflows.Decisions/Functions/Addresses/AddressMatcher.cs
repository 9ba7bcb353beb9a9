namespace Workflows.Decisions.Functions.Addresses;

/// <summary>One row of an address register: a 住居番号 (block and number), a 街区 (block only), a 町字 (neither), or a 地番 (lot).</summary>
/// <param name="Id">Key of the row.</param>
/// <param name="Town">町字 with 丁目 in kanji.</param>
/// <param name="Block">街区符号, or null.</param>
/// <param name="Number">住居番号 (9, 9-2), or null.</param>
/// <param name="Lot">地番 (1234-5), or null.</param>
public sealed record AddressRow(string Id, string Town, string? Block = null, string? Number = null, string? Lot = null);

/// <summary>How far an address was found (GE 5.3).</summary>
/// <param name="Level">0 none, 1 city, 2 町字, 3 街区, 4 住居番号, 3P 地番.</param>
/// <param name="Id">Key of the row found, or null when no row stands for that level.</param>
/// <param name="Address">The address in full form, or null at level 0.</param>
/// <param name="Message">住所が見つかりません。 at level 0.</param>
public sealed record AddressMatch(string Level, string? Id, string? Address, string? Message);

/// <summary>住所照合: finds an address in a register of 住居表示 and 地番.</summary>
public static class AddressMatcher
{
    /// <summary>
    /// With 番地 the parcels are asked first, otherwise the addresses; then the other. The first number is the 丁目 when the town has 丁目.
    /// </summary>
    public static AddressMatch Match(JapaneseAddress address, IReadOnlyList<AddressRow> register)
    {
        var byAddress = InAddresses(address, register);
        var byParcel = InParcels(address, register);
        if (byParcel is not null && (address.IsParcel || byAddress.Level is not "4"))
        {
            return byParcel;
        }

        if (byAddress.Level != "0")
        {
            return byAddress;
        }

        return address.City.Length > 0 ? new AddressMatch("1", null, address.City, null) : byAddress;
    }

    private static AddressMatch? InParcels(JapaneseAddress address, IReadOnlyList<AddressRow> register)
    {
        var lot = string.Join('-', address.Numbers);
        var row = register.FirstOrDefault(r => r.Lot is not null && r.Town == address.Town && r.Lot == lot);
        return row is null ? null : new AddressMatch("3P", row.Id, $"{row.Town}{Parcel(row.Lot!)}", null);
    }

    private static AddressMatch InAddresses(JapaneseAddress address, IReadOnlyList<AddressRow> register)
    {
        var (town, numbers) = (address.Town, address.Numbers);
        if (numbers.Count > 0 && int.TryParse(numbers[0], out var first) && register.Any(r => IsChomeOf(r.Town, town)))
        {
            (town, numbers) = ($"{town}{JapaneseAddress.ToKanji(first)}丁目", [.. numbers.Skip(1)]);
        }

        var inTown = register.Where(r => r.Town == town && r.Lot is null).ToList();
        if (inTown.Count == 0)
        {
            return register.FirstOrDefault(r => r.Town == town) is { } parcelTown
                ? new AddressMatch("2", null, parcelTown.Town, null)
                : new AddressMatch("0", null, null, "住所が見つかりません。");
        }

        var inBlock = inTown.Where(r => numbers.Count > 0 && r.Block == numbers[0]).ToList();
        if (inBlock.Count == 0)
        {
            return new AddressMatch("2", inTown.FirstOrDefault(r => r.Block is null)?.Id, town, null);
        }

        var number = string.Join('-', numbers.Skip(1));
        return inBlock.FirstOrDefault(r => r.Number is not null && r.Number == number) is { } unit
            ? new AddressMatch("4", unit.Id, $"{town}{unit.Block}番{unit.Number}号", null)
            : new AddressMatch("3", inBlock.FirstOrDefault(r => r.Number is null)?.Id, $"{town}{numbers[0]}番", null);
    }

    private static bool IsChomeOf(string candidate, string town) =>
        candidate.Length > town.Length + 2 && candidate.StartsWith(town, StringComparison.Ordinal) && candidate.EndsWith("丁目", StringComparison.Ordinal)
        && candidate[town.Length..^2].All(c => "一二三四五六七八九十".Contains(c, StringComparison.Ordinal));

    private static string Parcel(string lot)
    {
        var at = lot.IndexOf('-', StringComparison.Ordinal);
        return at < 0 ? $"{lot}番地" : $"{lot[..at]}番地{lot[(at + 1)..]}";
    }
}
