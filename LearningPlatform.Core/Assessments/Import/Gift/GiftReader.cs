namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>Reads a GIFT file: questions as the bank has them, and a note for each that is none.</summary>
internal static class GiftReader
{
    public static Outcome<QuestionFile> Read(string text)
    {
        var file = new QuestionFileBuilder();
        foreach (var block in GiftBlocks.Of(text).TakeWhile(_ => !file.IsFull))
        {
            Read(block, file);
        }

        return file.Build();
    }

    private static void Read(GiftBlock block, QuestionFileBuilder file)
    {
        var (question, title, problem) = GiftParser.Parse(block.Text);
        if (question is null)
        {
            file.Refuse(block.Line, title, problem!);
            return;
        }

        if (question.Kind == GiftKind.Description)
        {
            file.Refuse(block.Line, title, "A description asks nothing: it has no answers in braces. Put the text into a lesson.");
            return;
        }

        var settings = GiftSettings.Read(block.Comments);
        var (body, why) = GiftBodies.Of(question, settings);
        if (body is null)
        {
            file.Refuse(block.Line, title, why!);
            return;
        }

        file.Add(block.Line, block.Category, new(
            ImportedText.NameOf(title, question.Stem),
            question.Stem,
            body,
            question.GeneralFeedback,
            settings.Tags,
            settings.ExternalId,
            settings.Points));
    }
}
