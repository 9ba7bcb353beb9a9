using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Tests.Packages;

namespace Workflows.Cases.Tests.Drafts;

public sealed class Documents_of_drafts
{
    public static TheoryData<string> Shipped() => [.. PackageLoader.LoadFolder(Shipped_definitions.Folder).Packages.Select(p => p.Id)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_package_goes_to_documents_and_back_with_its_meaning(string program)
    {
        var package = PackageLoader.LoadFolder(Shipped_definitions.Folder).Packages.Get(program);
        var (content, problems) = DraftContent.FromFiles(package.Files, package.Folder);
        Assert.DoesNotContain(problems, p => p.IsError);
        var files = content.ToFiles(package.Folder);
        var again = PackageLoader.Load(files);
        Assert.DoesNotContain(again.Problems, p => p.IsError);
        var back = again.Packages.Get(program);
        // JSON means the same to the byte of its canonical form; tables are written anew and read the same from then on.
        foreach (var (path, digest) in package.Digests.Where(d => d.Key.EndsWith(".json", StringComparison.Ordinal))) Assert.Equal(digest, back.Digests[path]);
        Assert.Equal(content.ToDatum(), DraftContent.FromFiles(files, package.Folder).Content.ToDatum());
        Assert.Equal(package.Decisions.SelectMany(d => d.Model.Decisions).Select(d => d.Id), back.Decisions.SelectMany(d => d.Model.Decisions).Select(d => d.Id));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_zip_holds_the_whole_draft(string program)
    {
        var package = PackageLoader.LoadFolder(Shipped_definitions.Folder).Packages.Get(program);
        var (content, _) = DraftContent.FromFiles(package.Files, package.Folder);
        Assert.Equal(content.ToDatum(), DraftContent.FromZip(content.ToZip()).Content.ToDatum());
    }

    [Fact]
    public void A_zip_without_a_program_is_refused() =>
        Assert.Throws<InvalidDataException>(() => DraftContent.FromZip(DraftContent.Empty.ToZip()));
}
