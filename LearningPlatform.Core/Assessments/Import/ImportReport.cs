namespace LearningPlatform.Core.Assessments.Import;

/// <summary>What became of a file of questions, or would become of it.</summary>
/// <param name="BankId">Where they went; null for a dry run into a bank that is still to be made.</param>
/// <param name="DryRun">Whether nothing was stored.</param>
/// <param name="Format">gift, aiken or moodle_xml: as it was read.</param>
/// <param name="Added">New to the bank.</param>
/// <param name="AlreadyThere">In the bank already, or twice in the file.</param>
/// <param name="NotUnderstood">Not taken; the notes say why.</param>
/// <param name="Questions">Those that were understood, in their order.</param>
/// <param name="Notes">By line; at most 1,000.</param>
public sealed record ImportReport(
    Guid? BankId,
    bool DryRun,
    QuestionFormat Format,
    int Added,
    int AlreadyThere,
    int NotUnderstood,
    IReadOnlyList<ImportedQuestion> Questions,
    IReadOnlyList<ImportNote> Notes);

/// <summary>A question that was understood.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
/// <param name="Id">In the bank; null when it was there already, and in a dry run.</param>
/// <param name="Name">Its title, or how its text begins.</param>
/// <param name="Kind">As single_choice.</param>
/// <param name="Category">Its place in the bank.</param>
/// <param name="IsNew">Whether the bank did not have it.</param>
public sealed record ImportedQuestion(int Line, Guid? Id, string Name, string Kind, string Category, bool IsNew);

/// <summary>Where questions go: a bank, or the first one of a course or of one's own, which is made where there is none.</summary>
public sealed record ImportTarget(Guid? BankId, Guid? CourseId);
