using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Import;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Core.Assessments.Archives;

/// <summary>
/// A course's assessments and the questions they draw from, in its archive and its duplicates. What comes along becomes the new course's
/// own, banks of instructors included: nothing that is edited in a copy shows in the original. Attempts and grades stay.
/// </summary>
public sealed class AssessmentCoursePart(AssessmentsExport export, TimeProvider time) : ICoursePart
{
    private const int Portion = 1_000;

    public string Name => "assessments";

    public async Task<JsonNode?> ExportAsync(Guid courseId, ISet<Guid> media, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(media);
        if (await export.ReadAsync(courseId, cancellationToken) is not { } part)
        {
            return null;
        }

        media.UnionWith(part.Banks!.SelectMany(bank => bank!.Files!));
        return JsonSerializer.SerializeToNode(part, AssessmentsPartJson.Default.AssessmentsPart);
    }

    public async Task<Outcome<Dictionary<Guid, Guid>>> ImportAsync(
        JsonNode section, CoursePartTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(target);
        if (!AssessmentsPartRules.Read(section).TryGet(out var part, out var failure))
        {
            return failure;
        }

        var now = time.GetUtcNow();
        var banks = AddBanks(part, target, now);
        // The model has no key from questions to banks: they must be there first.
        await target.Db.SaveChangesAsync(cancellationToken);
        var questions = await AddQuestionsAsync(part, banks, target, now, cancellationToken);
        var assessments = AddAssessments(part, banks, questions, target, now);
        await target.Db.SaveChangesAsync(cancellationToken);
        return await AddFilesAsync(part, banks, target, cancellationToken) is { } refusal ? refusal : assessments;
    }

    private static Dictionary<Guid, Guid> AddBanks(AssessmentsPart part, CoursePartTarget target, DateTimeOffset now)
    {
        var ids = new Dictionary<Guid, Guid>();
        foreach (var (place, bank) in part.Banks!.Index())
        {
            ids[bank!.Id] = InOrder(now, place);
            target.Db.Add(new QuestionBank
            {
                Id = ids[bank.Id],
                CourseId = target.CourseId,
                OwnerId = target.Author.UserId,
                Title = bank.Title!,
                CreatedAt = now,
                UpdatedAt = now,
            });
        }

        return ids;
    }

    private static async Task<Dictionary<Guid, Guid>> AddQuestionsAsync(
        AssessmentsPart part,
        Dictionary<Guid, Guid> banks,
        CoursePartTarget target,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var ids = new Dictionary<Guid, Guid>();
        var questions = part.Banks!.SelectMany(
            bank => bank!.Questions!, (bank, question) => (BankId: banks[bank!.Id], Question: question!));
        // In portions that the tracker forgets: a bank may hold tens of thousands.
        foreach (var portion in questions.Chunk(Portion))
        {
            foreach (var (bankId, question) in portion)
            {
                var content = QuestionFiles.Moved(question.Content!, banks);
                content = (content with { Body = content.Body.WithIds(_ => Guid.Empty) }).Prepared();
                var row = BankQuestion.Of(bankId, CategoryPath.Normalize(question.Category), content, now, ids.Count);
                ids[question.Id] = row.Id;
                target.Db.Add(row);
                target.Db.Add(row.VersionOf(content, content.ContentHash(), target.Author.UserId, now));
            }

            await target.Db.SaveChangesAsync(cancellationToken);
            target.Db.ChangeTracker.Clear();
        }

        return ids;
    }

    private static Dictionary<Guid, Guid> AddAssessments(
        AssessmentsPart part,
        Dictionary<Guid, Guid> banks,
        Dictionary<Guid, Guid> questions,
        CoursePartTarget target,
        DateTimeOffset now)
    {
        var ids = new Dictionary<Guid, Guid>();
        foreach (var (place, assessment) in part.Assessments!.Index())
        {
            var made = Assessment.Of(target.CourseId, assessment!.Content!.InUtc(), now.AddMilliseconds(place));
            ids[assessment.Id] = made.Id;
            target.Db.Add(made);
            target.Db.AddRange(assessment.Items!.Select((item, position) => AssessmentItem.Of(
                made.Id,
                position,
                item! with
                {
                    QuestionId = item.QuestionId is { } question ? questions[question] : null,
                    BankId = item.BankId is { } bank ? banks[bank] : null,
                },
                now)));
        }

        return ids;
    }

    private static async Task<Failure?> AddFilesAsync(
        AssessmentsPart part, Dictionary<Guid, Guid> banks, CoursePartTarget target, CancellationToken cancellationToken)
    {
        foreach (var bank in part.Banks!)
        {
            var media = bank!.Files!.Select(id => target.Ids.GetValueOrDefault(id)).Distinct().ToList();
            if (!await QuestionFiles.AdoptAsync(target.Db, banks[bank.Id], media, cancellationToken))
            {
                return AssessmentsPartRules.Wrong("A bank has a file that the archive has not.");
            }
        }

        return null;
    }

    /// <summary>Lists go by the id: it keeps the order that things had.</summary>
    private static Guid InOrder(DateTimeOffset now, int place) => OrderedId.At(now.AddMilliseconds(place));
}
