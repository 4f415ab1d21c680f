using LearningPlatform.Core.Identity.Personal;

namespace LearningPlatform.UnitTests.Identity;

public sealed class EntryNameTests
{
    [Theory]
    [InlineData("photo.png", "files/m/photo.png")]
    [InlineData("a/b.txt", "files/m/a/b.txt")]
    [InlineData("../../etc/passwd", "files/m/etc/passwd")]
    [InlineData(@"..\\..\\evil.exe", "files/m/evil.exe")]
    [InlineData("/absolute.txt", "files/m/absolute.txt")]
    [InlineData("c:/x?.txt", "files/m/c/x.txt")]
    [InlineData("a\0b\n.txt", "files/m/ab.txt")]
    [InlineData("...", "files/m/file")]
    [InlineData("", "files/m/file")]
    public void A_name_stays_in_its_folder(string name, string entry) => new EntryNames().Next("m", name).ShouldBe(entry);

    [Fact]
    public void The_same_name_again_gets_a_number()
    {
        var names = new EntryNames();
        string[] entries = [names.Next("m", "a.txt"), names.Next("m", "A.txt"), names.Next("m", "a.txt"), names.Next("other", "a.txt")];
        entries.ShouldBe(["files/m/a.txt", "files/m/A (2).txt", "files/m/a (3).txt", "files/other/a.txt"]);
    }
}
