using Workflows.Storage.Reading;

namespace Workflows.Storage.Tests;

public class WordFormsTests
{
    private const string Place = "14204";

    [Fact]
    public void Every_part_of_a_text_has_its_pieces_among_the_texts_own()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        const string Signs = "ab01-佐木ァ号𠮷";
        for (var i = 0; i < 2_000; i++)
        {
            var text = WordForms.Of(string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Signs[random.Next(Signs.Length)])));
            var pieces = new HashSet<string>(StringComparer.Ordinal);
            WordForms.Add(pieces, Place, text);
            for (var from = 0; from < text.Length; from++)
                for (var count = 1; from + count <= text.Length; count++)
                {
                    var word = text.Substring(from, count);
                    if (word.Length == 1 && char.IsAscii(word[0])) continue;
                    Assert.True(WordForms.Ways(Place, word).Any(way => way.All(pieces.Contains)), $"SEED={seed}: '{word}' in '{text}'");
                }
        }
    }

    [Fact]
    public void Pieces_of_another_place_or_in_another_order_are_others()
    {
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        WordForms.Add(pieces, Place, "kf-0123佐々木");
        bool Holds(string place, string word) => WordForms.Ways(place, word).Any(way => way.All(pieces.Contains));
        Assert.True(Holds(Place, "012"));
        Assert.True(Holds(Place, "23"));
        Assert.False(Holds("14201", "012"));
        Assert.False(Holds(Place, "210"));
        Assert.False(Holds(Place, "32"));
        Assert.False(Holds(Place, "木佐"));
    }
}
