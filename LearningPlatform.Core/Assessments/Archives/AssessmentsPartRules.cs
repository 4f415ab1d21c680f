using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Archives;

/// <summary>Reads a section of an archive and holds it to the rules that hold for everything that comes through the API.</summary>
internal static class AssessmentsPartRules
{
    private const string Field = "assessments";

    public static Outcome<AssessmentsPart> Read(JsonNode section)
    {
        try
        {
            return section.Deserialize(AssessmentsPartJson.Default.AssessmentsPart) is not { } part ? Wrong("Not what an export writes.")
                : Problem(part) is { } problem ? Wrong(problem)
                : part;
        }
        catch (JsonException exception)
        {
            return Wrong($"Not what an export writes, at {exception.Path ?? "its start"}.");
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // A question without its kind, half a surrogate pair, one name twice in an object.
            return Wrong("Not what an export writes.");
        }
    }

    public static Failure Wrong(string problem) => Failure.Invalid(Field, problem);

    private static string? Problem(AssessmentsPart part)
    {
        if (part is not { Banks: { } banks, Assessments: { } assessments })
        {
            return "Its banks or its assessments are missing.";
        }

        return FirstOf(banks, "banks", BankProblem)
            ?? FirstOf(assessments, "assessments", AssessmentProblem)
            ?? IdProblem([.. banks.Select(bank => bank!)], [.. assessments.Select(assessment => assessment!)]);
    }

    private static string? BankProblem(BankPart bank) => bank switch
    {
        not { Files: not null, Questions: not null } => "its files or its questions are missing",
        _ when !IsText(bank.Title, QuestionBank.TitleMaxLength) => $"a title of 1 to {QuestionBank.TitleMaxLength} characters is needed",
        _ when bank.Questions.Count > BankQuestions.MaxCount => $"a bank holds at most {BankQuestions.MaxCount} questions",
        _ => FirstOf(bank.Questions, "questions", QuestionProblem),
    };

    private static string? QuestionProblem(QuestionPart question)
    {
        if (question is not { Category: { Length: <= CategoryPath.MaxLength } category, Content: { } content } || HasNul(category))
        {
            return $"its content is missing, or its category is longer than {CategoryPath.MaxLength} characters";
        }

        return content.Problems().Select(problem => $"{problem.Key}: {string.Join(' ', problem.Value)}").FirstOrDefault();
    }

    private static string? AssessmentProblem(AssessmentPart assessment) => assessment switch
    {
        not { Content: not null, Items: not null } => "its content or its items are missing",
        _ when !AreSettings(assessment.Content) => "its settings are incomplete or beyond their limits",
        _ when assessment.Items.Count > Assessment.ItemsMaxCount
            || assessment.Items.Sum(item => (long)(item?.Draw ?? 1)) > Assessment.QuestionsMaxCount =>
            $"at most {Assessment.QuestionsMaxCount} questions in one attempt",
        _ => FirstOf(assessment.Items, "items", item => IsItem(item) ? null : "neither a question nor a pool within its limits"),
    };

    private static bool AreSettings(AssessmentContent content) =>
        IsText(content.Title, Assessment.TitleMaxLength)
        && content.Instructions is { Length: <= Assessment.InstructionsMaxLength } && !HasNul(content.Instructions)
        && Enum.IsDefined(content.Status) && Enum.IsDefined(content.Scoring)
        && Enum.IsDefined(content.ShowScore) && Enum.IsDefined(content.ShowFeedback) && Enum.IsDefined(content.ShowAnswers)
        && content.PassMark is >= 0 and <= 100
        && content.AttemptsLimit is null or (>= 1 and <= Assessment.AttemptsMax)
        && content.TimeLimitSeconds is null or >= 1
        && (content.TimeLimitSeconds ?? 0) <= Assessment.TimeLimitMax.TotalSeconds
        && content.GraceSeconds >= 0 && content.GraceSeconds <= Assessment.GraceMax.TotalSeconds
        && AreDates(content);

    private static bool AreDates(AssessmentContent content) =>
        content.OpensAt is null or { Year: <= Assessment.LastYear }
        && content.ClosesAt is null or { Year: <= Assessment.LastYear }
        && (content.OpensAt is null || content.ClosesAt is null || content.OpensAt < content.ClosesAt)
        && (content.ClosesAt is not null
            || !((Disclosure[])[content.ShowScore, content.ShowFeedback, content.ShowAnswers]).Contains(Disclosure.AfterClose));

    private static bool IsItem(NewItem item) =>
        item.Tags is { Count: <= Question.TagsMaxCount } tags
        && (item is { QuestionId: not null, BankId: null, Draw: null, Category: null }
            ? tags.Count == 0
            : item is { QuestionId: null, BankId: not null, Draw: >= 1 and <= AssessmentItem.DrawMax })
        && item.Points is null or (>= Question.PointsMin and <= Question.PointsMax)
        && item.Category is null or { Length: <= CategoryPath.MaxLength } && !HasNul(item.Category)
        && tags.All(tag => IsText(tag, Question.TagMaxLength));

    /// <summary>Each id is one thing's, and what items name is there.</summary>
    private static string? IdProblem(IReadOnlyList<BankPart> banks, IReadOnlyList<AssessmentPart> assessments)
    {
        var bankIds = banks.Select(bank => bank.Id).ToHashSet();
        var questionIds = banks.SelectMany(bank => bank.Questions!, (_, question) => question!.Id).ToHashSet();
        if (bankIds.Count < banks.Count
            || questionIds.Count < banks.Sum(bank => bank.Questions!.Count)
            || assessments.DistinctBy(assessment => assessment.Id).Count() < assessments.Count)
        {
            return "Two things have one id.";
        }

        return FirstOf(assessments, "assessments", assessment =>
        {
            var questions = assessment.Items!.Select(item => item!.QuestionId).OfType<Guid>().ToList();
            return questions.Distinct().Count() < questions.Count ? "it has a question twice"
                : questions.TrueForAll(questionIds.Contains)
                    && assessment.Items!.Select(item => item!.BankId).OfType<Guid>().All(bankIds.Contains) ? null
                : "it has questions that the archive has not";
        });
    }

    private static string? FirstOf<T>(IReadOnlyList<T?> things, string name, Func<T, string?> problem)
        where T : class
    {
        for (var index = 0; index < things.Count; index++)
        {
            if ((things[index] is { } thing ? problem(thing) : "null") is { } what)
            {
                return $"{name}[{index}]: {what}";
            }
        }

        return null;
    }

    private static bool IsText(string? text, int maxLength) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= maxLength && !HasNul(text);

    private static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
