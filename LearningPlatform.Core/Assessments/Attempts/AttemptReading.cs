using System.Security.Cryptography;
using System.Text.Json;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>
/// Shows attempts and results: learners their own, as far as the assessment lets them see at that moment; the course's teachers everything.
/// </summary>
public sealed class AttemptReading(NpgsqlDataSource database, LearnerAccess access, AssessmentAuthoring authoring, TimeProvider time)
{
    private const string OneSql = $"select {Attempt.Columns} {Attempt.From} where a.id = $1";
    private const string OwnSql =
        $"select {Attempt.Columns} {Attempt.From} where a.assessment_id = $1 and a.user_id = $2 order by a.number";

    private const string AllSql =
        $"""
        select {Attempt.Columns} {Attempt.From}
        where a.assessment_id = $1 and ($2::uuid is null or a.user_id = $2) and ($3::uuid is null or a.id < $3)
          and (not $4 or (a.submitted_at is not null and a.score is null))
        order by a.id desc limit $5
        """;

    /// <summary>An assessment as its reader may see it.</summary>
    public async Task<Outcome<AssessmentView>> AssessmentAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await access.ReadAsync(id, caller, cancellationToken)).TryGet(out var read, out var failure))
        {
            return failure;
        }

        var attempts = await OwnAsync(id, caller.UserId, cancellationToken);
        var running = attempts.FirstOrDefault(attempt => attempt.SubmittedAt is null)?.Id;
        return AssessmentView.Of(read.Assessment, read.Reader == Reader.Teacher, attempts.Count, running);
    }

    /// <summary>One attempt: the caller's own, or one of a course that they teach.</summary>
    public async Task<Outcome<AttemptView>> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var (attempt, questions) = await ReadAsync(id, cancellationToken);
        if (attempt is null)
        {
            return AssessmentFailures.AttemptNotFound;
        }

        if (attempt.UserId != caller.UserId)
        {
            return (await authoring.FindAsync(attempt.AssessmentId, caller, cancellationToken)).TryGet(out var taught, out _)
                ? View(taught, attempt, questions, Shown.Everything)
                : AssessmentFailures.AttemptNotFound;
        }

        var assessment = await access.AssessmentOfAsync(attempt.AssessmentId, cancellationToken);
        return View(assessment, attempt, questions, Shown.ToLearner(assessment, attempt, time.GetUtcNow()));
    }

    /// <summary>The caller's result.</summary>
    public async Task<Outcome<AssessmentResult>> ResultAsync(Guid assessmentId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await access.ReadAsync(assessmentId, caller, cancellationToken)).TryGet(out var read, out var failure))
        {
            return failure;
        }

        var assessment = read.Assessment;
        var attempts = await OwnAsync(assessmentId, caller.UserId, cancellationToken);
        var showScore = assessment.Shows(assessment.ShowScore, time.GetUtcNow());
        var score = showScore
            ? Assessment.ResultOf(assessment.Scoring, [.. attempts.Select(attempt => attempt.Score).OfType<decimal>()])
            : null;
        var latest = attempts.LastOrDefault(attempt => attempt.SubmittedAt is not null);
        return new AssessmentResult(
            assessmentId,
            assessment.Scoring,
            assessment.PassMark,
            score,
            score is null ? null : score >= assessment.PassMark,
            [.. attempts.Select(attempt => AttemptSummary.Of(attempt, assessment.PassMark, showScore))],
            latest is null ? null : (await FindAsync(latest.Id, caller, cancellationToken)).Value);
    }

    /// <summary>Attempts, newest first: all of them for the course's teachers, their own for learners.</summary>
    public async Task<Outcome<Page<AttemptSummary>>> ListAsync(
        Guid assessmentId, Guid? userId, bool awaitingGrade, int limit, Cursor? after, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await access.ReadAsync(assessmentId, caller, cancellationToken)).TryGet(out var read, out var failure))
        {
            return failure;
        }

        var whose = read.Reader == Reader.Teacher ? userId : caller.UserId;
        var showScore = read.Reader == Reader.Teacher || read.Assessment.Shows(read.Assessment.ShowScore, time.GetUtcNow());
        await using var command = database.Command(AllSql, assessmentId, whose, after?.Id, awaitingGrade, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<AttemptSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(AttemptSummary.Of(Attempt.Read(reader), read.Assessment.PassMark, showScore));
        }

        return Page<AttemptSummary>.From(rows, limit, attempt => Cursor.Encode("", attempt.Id));
    }

    /// <summary>What a learner might get, with the answers, for the course's teachers. Drawn anew each time; nothing is stored.</summary>
    public async Task<Outcome<Preview>> PreviewAsync(Guid assessmentId, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await authoring.FindAsync(assessmentId, caller, cancellationToken)).TryGet(out _, out var failure))
        {
            return failure;
        }

        var assessment = await access.AssessmentOfAsync(assessmentId, cancellationToken);
        var seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        var drawn = QuestionDraw.Choose(
            await QuestionDraw.CandidatesAsync(database, assessment.Items, cancellationToken), assessment.ShuffleQuestions, seed);
        var contents = await ContentsAsync(drawn, cancellationToken);
        return new Preview(
        [
            .. drawn.Select(question =>
            {
                var content = contents[question.Id];
                var order = new PartOrder(SplitMix64.SeedFor(seed, question.Id), assessment.ShuffleAnswers);
                return new AttemptQuestionView(
                    QuestionView.Of(question.Id, content, question.Points, order),
                    GeneralFeedback: content.GeneralFeedback,
                    Solution: content.Body.Solution);
            }),
        ]);
    }

    private AttemptView View(Assessment assessment, Attempt attempt, IReadOnlyList<AttemptQuestion> questions, Shown shown) => new(
        AttemptSummary.Of(attempt, assessment.PassMark, shown.Score),
        attempt.MaxPoints,
        shown.Score ? attempt.Points : null,
        attempt.Sequence,
        time.GetUtcNow(),
        [.. questions.Select(question => AttemptQuestionView.Of(question, attempt, assessment.ShuffleAnswers, shown))]);

    private async Task<(Attempt? Attempt, IReadOnlyList<AttemptQuestion> Questions)> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch().With(OneSql, id).With(AttemptQuestion.Select, id);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var attempt = await reader.ReadAsync(cancellationToken) ? Attempt.Read(reader) : null;
        await reader.NextResultAsync(cancellationToken);
        return (attempt, await AttemptQuestion.ReadAsync(reader, cancellationToken));
    }

    private async Task<IReadOnlyList<Attempt>> OwnAsync(Guid assessmentId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(OwnSql, assessmentId, userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var attempts = new List<Attempt>();
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(Attempt.Read(reader));
        }

        return attempts;
    }

    private async Task<Dictionary<Guid, Question>> ContentsAsync(IReadOnlyList<DrawnQuestion> drawn, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select v.question_id, v.content::text from question_versions v
            join unnest($1::uuid[], $2::int[]) as d (id, version) on d.id = v.question_id and d.version = v.version
            """,
            drawn.Select(question => question.Id).ToArray(),
            drawn.Select(question => question.Version).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var contents = new Dictionary<Guid, Question>();
        while (await reader.ReadAsync(cancellationToken))
        {
            contents[reader.GetGuid(0)] = JsonSerializer.Deserialize(reader.GetString(1), QuestionJson.Default.Question)!;
        }

        return contents;
    }
}
