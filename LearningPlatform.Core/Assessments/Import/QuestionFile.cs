using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>What a file of questions says, in its order.</summary>
/// <param name="Questions">Those that were understood, right in every field.</param>
/// <param name="Notes">The others, and what of the understood ones could not be kept; at most <see cref="NotesMaxCount"/>.</param>
/// <param name="NotUnderstood">How many there are, beyond those that <paramref name="Notes"/> has room for.</param>
public sealed record QuestionFile(IReadOnlyList<ReadQuestion> Questions, IReadOnlyList<ImportNote> Notes, int NotUnderstood)
{
    /// <summary>How it is written.</summary>
    public QuestionFormat Format { get; init; }

    /// <summary>Questions of one file.</summary>
    public const int QuestionsMaxCount = 5_000;

    /// <summary>Lines of one report.</summary>
    public const int NotesMaxCount = 1_000;
}

/// <summary>A question as a file has it.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
/// <param name="Category">Its place in the bank, as <see cref="CategoryPath"/> writes it; empty for none.</param>
/// <param name="Question">
/// Right in every field; its texts name <paramref name="Files"/> as <see cref="EmbeddedFile.Reference"/> says.
/// </param>
/// <param name="Files">What is embedded in it.</param>
public sealed record ReadQuestion(int Line, string Category, Question Question, IReadOnlyList<EmbeddedFile> Files);

/// <summary>A line of the report.</summary>
/// <param name="Line">Where the question begins in the file, from 1.</param>
/// <param name="Name">The question's title, if it has one.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Message">Why, in a sentence for its author.</param>
public sealed record ImportNote(int Line, string? Name, ImportNoteKind Kind, string Message);

/// <summary>What a report's line is about.</summary>
public enum ImportNoteKind
{
    /// <summary>The question is not taken.</summary>
    NotUnderstood,

    /// <summary>The question is taken without something that the platform has no place for.</summary>
    Reduced,
}

/// <summary>How questions are written in a file.</summary>
public enum QuestionFormat
{
    Gift,
    Aiken,
    MoodleXml,
}

/// <summary>A question of a bank, to be written to a file.</summary>
/// <param name="Category">As <see cref="CategoryPath"/> writes it.</param>
/// <param name="Question">What it asks.</param>
public sealed record BankedQuestion(string Category, Question Question)
{
    /// <summary>What its texts name by <see cref="EmbeddedFile.Reference"/>; only Moodle XML takes it along.</summary>
    public IReadOnlyList<EmbeddedFile> Files { get; init; } = [];
}
