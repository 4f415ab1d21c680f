using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Assessments.Import;

namespace LearningPlatform.UnitTests.Assessments.Import;

/// <summary>Whatever the bytes, the answer is a report or a refusal: no exception, in time linear to the file.</summary>
public sealed class HostileFileTests
{
    private const int Million = 1_000_000;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_500);

    private static readonly Gen<string> Marks = Gen.Elements(
        "{", "}", "~", "=", "#", "####", "::", "\\", "\n", "\n\n", "->", "%50%", "[html]", "//", "// [id:x] [tag:y", "$CATEGORY:", "T",
        "TRUE",
        "1..", "..", ":", "*", "A. x", "ANSWER: A", "<quiz>", "<question type=\"numerical\">", "</question>", "<text>", "</text>",
        "<answer fraction=\"1e9\">", "&", "\0", "\uFEFF", "é", " ", ">", "a");

    [Fact]
    public void Texts_of_marks_are_answered()
    {
        var texts = Marks.ListOf().Select(marks => string.Concat(marks));
        Prop.ForAll(Arb.From(texts), text => Read(Encoding.UTF8.GetBytes(text))).Check(Many);
        Prop.ForAll(Arb.From(texts), text => Read(Encoding.UTF8.GetBytes($"<quiz>{text}"))).Check(Many);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("{", true)]
    [InlineData("[1\\]", true)]
    [InlineData("null", true)]
    [InlineData("""{"rubric":[null\]}""", true)]
    [InlineData("""{"rubric":[{"description":"x","points":"many"}\]}""", true)]
    [InlineData("""{"rubric":[{"description":"x","points":1e9}\]}""", false)]
    [InlineData("""{"rubric":[{"points":1}\]}""", false)]
    [InlineData("""{"grader_notes":{"format":"html"}}""", false)]
    public void A_wrong_rubric_in_a_comment_is_passed_over_or_reported(string json, bool isTaken)
    {
        var file = QuestionFileReader.Read(Encoding.UTF8.GetBytes($"// [essay:{json}]\nWhy?{{}}"), QuestionFormat.Gift).Value;

        (file.Questions.Count, file.NotUnderstood).ShouldBe(isTaken ? (1, 0) : (0, 1));
    }

    [Fact]
    public void Bytes_are_answered() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()), Read).Check(Many);

    [Theory]
    [InlineData("{")]
    [InlineData("}\n\n")]
    [InlineData("\\")]
    [InlineData("::")]
    [InlineData("#")]
    [InlineData("a{~")]
    [InlineData("{~%50%")]
    [InlineData("a{=b->")]
    [InlineData("a{\n\n")]
    [InlineData("// [id:")]
    [InlineData("// [id:a]\n")]
    [InlineData("[html]")]
    [InlineData("<a ")]
    [InlineData("&a")]
    [InlineData("$CATEGORY: a/\n")]
    [InlineData("A. x\n")]
    [InlineData("x\nA. x\nANSWER: A\n")]
    [InlineData("a{>b\n")]
    [InlineData(" ")]
    public void A_million_characters_of_one_mark_take_a_moment(string mark)
    {
        var file = Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, mark, Million / mark.Length).ToString());
        var clock = Stopwatch.StartNew();
        foreach (var format in new QuestionFormat?[] { null, QuestionFormat.Gift, QuestionFormat.Aiken })
        {
            QuestionFileReader.Read(file, format);
        }

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_line_without_end_is_refused_without_being_read()
    {
        var line = new byte[50 * Million];
        Array.Fill(line, (byte)'a');
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Code(line).ShouldBe("IMPORT_TOO_LARGE");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Million);
    }

    [Theory]
    [InlineData("""
        <!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>
        <quiz><question type="essay"><name><text>&x;</text></name></question></quiz>
        """)]
    [InlineData("<!DOCTYPE quiz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><quiz>&b;</quiz>")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE quiz SYSTEM \"http://127.0.0.1:1/x.dtd\"><quiz/>")]
    public void A_doctype_is_refused(string file)
    {
        var failure = QuestionFileReader.Read(Encoding.UTF8.GetBytes(file), null).Failure!;

        failure.Code.ShouldBe("IMPORT_UNREADABLE");
        failure.Message.ShouldContain("DOCTYPE");
    }

    [Fact]
    public void An_encoding_that_does_not_hold_is_refused()
    {
        const string Quiz = "<quiz><question type=\"essay\"><questiontext><text>Bücher?</text></questiontext></question></quiz>";
        // Declared one way, written another.
        Code(Encoding.Latin1.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>{Quiz}")).ShouldBe("IMPORT_UNREADABLE");
        Code(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-16\"?>{Quiz}")).ShouldBe("IMPORT_UNREADABLE");
        Code(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"x-none\"?>{Quiz}")).ShouldBe("IMPORT_UNREADABLE");
        Code([0xFF, 0xFE, 0x3C, 0x00, 0x00, 0xD8]).ShouldBe("IMPORT_UNREADABLE");
        // Text in Latin-1, in UTF-16 without its mark, cut within a character, half of a surrogate pair.
        Code(Encoding.Latin1.GetBytes("Bücher?{T}")).ShouldBe("IMPORT_UNREADABLE");
        Code(Encoding.Unicode.GetBytes("Bücher?{T}")).ShouldBe("IMPORT_UNREADABLE");
        Code([.. Encoding.UTF8.GetBytes("Bücher?{T}ü")[..^1]]).ShouldBe("IMPORT_UNREADABLE");
        Code([0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00]).ShouldBe("IMPORT_UNREADABLE");
        // What it says it is.
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            Count([.. encoding.GetPreamble(), .. encoding.GetBytes("Bücher?{T}\r\n\r\nNoch eine?{F}")]).ShouldBe(2);
            Count([.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version=\"1.0\"?>{Quiz}")]).ShouldBe(1);
        }

        Count(Encoding.Latin1.GetBytes($"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{Quiz}")).ShouldBe(1);
    }

    [Fact]
    public void Elements_without_end_are_refused()
    {
        Code(Encoding.UTF8.GetBytes($"<quiz><question>{new StringBuilder().Insert(0, "<a>", Million)}")).ShouldBe("IMPORT_UNREADABLE");
        Code(Encoding.UTF8.GetBytes($"<quiz><question>{new StringBuilder().Insert(0, "<a/>", Million)}</question></quiz>"))
            .ShouldBe("IMPORT_UNREADABLE");
        Code(Encoding.UTF8.GetBytes("<quiz><question type=\"essay\">")).ShouldBe("IMPORT_UNREADABLE");
        Code(Encoding.UTF8.GetBytes("<html></html>")).ShouldBe("NONE");
        Code([]).ShouldBe("IMPORT_UNREADABLE");
    }

    [Fact]
    public void Questions_that_are_not_understood_are_told_by_line()
    {
        var file = QuestionFileReader.Read(
            Encoding.UTF8.GetBytes(
                "Right?{T}\n\n// a comment\n::Half::Half a question {=a\n\nNothing right?{~a ~b}\n\nJust text.\n\n{=x -> y =z}\n\n"
                + "N?{#abc}\n\nRight, too?{F}"),
            null).Value;

        file.Questions.Select(question => question.Line).ShouldBe([1, 14]);
        file.Notes.Select(note => (note.Line, note.Name)).ShouldBe([(4, "Half"), (6, "Nothing right?"), (8, null), (10, null), (12, null)]);
        file.Notes.ShouldAllBe(note => note.Kind == ImportNoteKind.NotUnderstood);
        file.NotUnderstood.ShouldBe(5);
    }

    private static void Read(byte[] file)
    {
        foreach (var format in new QuestionFormat?[] { null, QuestionFormat.Gift, QuestionFormat.Aiken, QuestionFormat.MoodleXml })
        {
            if (QuestionFileReader.Read(file, format).TryGet(out var read, out _))
            {
                read.Questions.ShouldAllBe(question => question.Question.Problems().Count == 0);
            }
        }
    }

    private static int Count(byte[] file) => QuestionFileReader.Read(file, null).Value.Questions.Count;

    private static string Code(byte[] file) => QuestionFileReader.Read(file, null).Failure?.Code ?? "NONE";
}
