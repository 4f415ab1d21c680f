using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>Gathers what a reader finds, within the limits of a file, and checks each question as the bank would.</summary>
internal sealed class QuestionFileBuilder
{
    // Enough for every question to be wrong and then some; beyond that it is no file of questions.
    private const int AllMaxCount = 4 * QuestionFile.QuestionsMaxCount;

    private readonly List<ReadQuestion> _questions = [];
    private readonly List<ImportNote> _notes = [];
    private int _notUnderstood;

    public void Add(int line, string category, Question question, IReadOnlyList<EmbeddedFile>? files = null)
    {
        var prepared = question.Prepared();
        if (_questions.Count == QuestionFile.QuestionsMaxCount)
        {
            Refuse(line, question.Name, $"A file has at most {QuestionFile.QuestionsMaxCount} questions; import the rest with another.");
        }
        else if (category.Length > CategoryPath.MaxLength)
        {
            Refuse(line, question.Name, $"Its category is longer than {CategoryPath.MaxLength} characters.");
        }
        else if (prepared.Problems() is { Count: > 0 } problems)
        {
            Refuse(line, question.Name, string.Join(' ', problems.Select(problem => $"{problem.Key}: {string.Join(' ', problem.Value)}")));
        }
        else
        {
            _questions.Add(new(line, category, prepared, files ?? []));
        }
    }

    public void Refuse(int line, string? name, string reason)
    {
        _notUnderstood++;
        Note(new(line, Short(name), ImportNoteKind.NotUnderstood, reason));
    }

    public void Reduce(int line, string? name, string what) => Note(new(line, Short(name), ImportNoteKind.Reduced, what));

    /// <summary>Whether reading on would be of no use.</summary>
    public bool IsFull => _questions.Count + _notUnderstood >= AllMaxCount;

    public Outcome<QuestionFile> Build() => IsFull
        ? ImportFailures.Unreadable($"It has {AllMaxCount} questions or more.")
        : new QuestionFile(_questions, _notes, _notUnderstood);

    private void Note(ImportNote note)
    {
        if (_notes.Count < QuestionFile.NotesMaxCount)
        {
            _notes.Add(note);
        }
    }

    // What was not understood can be anything, of any length.
    private static string? Short(string? name) =>
        name is { Length: > Question.NameMaxLength } ? ImportedText.Cut(name, Question.NameMaxLength) : name;
}
