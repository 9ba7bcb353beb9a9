namespace Workflows.Decisions.Functions.Numbers;

/// <summary>Who gets what is left after every share is cut to whole units.</summary>
public enum RemainderTo
{
    /// <summary>末尾: the last (CC D7).</summary>
    Last,

    /// <summary>先頭: the first.</summary>
    First,

    /// <summary>最大: the largest weight, the earlier of equals.</summary>
    Largest,

    /// <summary>最大剰余: one unit each in the order of the cut-off fractions, the earlier of equals.</summary>
    LargestRemainder,
}

/// <summary>按分: a whole amount divided in proportion. The shares always add up to the amount. Unit: 1 (yen).</summary>
public static class Apportionment
{
    private static readonly (string Name, RemainderTo To)[] Names =
        [("末尾", RemainderTo.Last), ("先頭", RemainderTo.First), ("最大", RemainderTo.Largest), ("最大剰余", RemainderTo.LargestRemainder)];

    /// <summary>末尾, 先頭, 最大 or 最大剰余.</summary>
    public static RemainderTo To(string name)
    {
        var found = Array.FindIndex(Names, n => n.Name == name);
        return found >= 0 ? Names[found].To : throw FunctionException.UnknownOption("残りの行き先", name, Names.Select(n => n.Name));
    }

    /// <summary>The shares in the order of the weights; each share is the exact one, cut toward zero, before the remainder goes out.</summary>
    public static IReadOnlyList<decimal> Split(decimal amount, IReadOnlyList<decimal> weights, RemainderTo remainderTo)
    {
        var sum = weights.Sum();
        if (weights.Any(w => w < 0) || sum <= 0)
        {
            throw new FunctionException(
                "按分の重みは0以上で、合計が0より大きくなければなりません。", "Weights must not be negative and must add up to more than 0.");
        }

        if (amount != decimal.Truncate(amount))
        {
            throw new FunctionException($"按分する額（{amount}）は整数にしてください。", $"The amount {amount} to divide must be whole.");
        }

        var shares = weights.Select(w => decimal.Truncate(amount * w / sum)).ToArray();
        var rest = amount - shares.Sum();
        switch (remainderTo)
        {
            case RemainderTo.First:
                shares[0] += rest;
                break;
            case RemainderTo.Last:
                shares[^1] += rest;
                break;
            case RemainderTo.Largest:
                shares[Enumerable.Range(0, weights.Count).OrderByDescending(i => weights[i]).First()] += rest;
                break;
            default:
                var order = Enumerable.Range(0, weights.Count).OrderByDescending(i => Math.Abs((amount * weights[i] / sum) - shares[i]));
                foreach (var i in order.Take((int)Math.Abs(rest)))
                {
                    shares[i] += Math.Sign(rest);
                }

                break;
        }

        return shares;
    }
}
