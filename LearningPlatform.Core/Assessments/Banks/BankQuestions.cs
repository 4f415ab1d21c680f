using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Assessments.Banks;

/// <summary>A question for a bank, and where to put it.</summary>
public sealed record NewQuestion(Question Content, string Category = "");

/// <summary>What became of questions that were to be added, in their order.</summary>
/// <param name="Added">The new questions' ids; null for one whose content the bank has already.</param>
public sealed record AddedQuestions(IReadOnlyList<Guid?> Added)
{
    public int Count => Added.Count(id => id is not null);
}

/// <summary>Adds, edits and removes a bank's questions. An edit is a new version: attempts keep the one that they were shown.</summary>
public sealed class BankQuestions(LearningDbContext db, QuestionBanks banks, TimeProvider time)
{
    /// <summary>Questions of one bank.</summary>
    public const int MaxCount = 50_000;

    public static readonly Failure NotFound = Failure.NotFound("QUESTION_NOT_FOUND", "There is no such question.");

    private static readonly Failure Full = Failure.Conflict("QUESTION_BANK_FULL", $"A bank holds at most {MaxCount} questions.");
    private static readonly Failure AlreadyThere = Failure.Conflict("QUESTION_EXISTS", "The bank has this very question already.");

    /// <summary>
    /// Adds those that the bank does not have yet, by <see cref="Question.ContentHash"/>; any version counts, so that importing a file
    /// again does not bring back what was corrected since. All or none; two that run at the same time wait for each other.
    /// </summary>
    public async Task<Outcome<AddedQuestions>> AddAsync(
        Guid bankId, IReadOnlyList<NewQuestion> questions, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(caller);
        if ((Problems(questions) ?? (await banks.FindAsync(bankId, caller, cancellationToken)).Failure) is { } failure)
        {
            return failure;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"select 1 from question_banks where id = {bankId} for update", cancellationToken);
        if (await db.Set<BankQuestion>().CountAsync(question => question.BankId == bankId, cancellationToken) + questions.Count > MaxCount)
        {
            return Full;
        }

        var hashes = questions.Select(question => question.Content.ContentHash()).ToList();
        var known = await KnownAsync(bankId, hashes, cancellationToken);
        var now = time.GetUtcNow();
        var added = questions.Zip(hashes)
            .Select((pair, place) =>
                known.Add(Convert.ToHexString(pair.Second)) ? Add(bankId, pair.First, pair.Second, caller, now, place) : (Guid?)null)
            .ToList();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new AddedQuestions(added);
    }

    /// <summary>Which of these hashes the bank has; for a dry run.</summary>
    public async Task<IReadOnlySet<string>> KnownHashesAsync(
        Guid bankId, IReadOnlyList<byte[]> hashes, CancellationToken cancellationToken) =>
        await KnownAsync(bankId, hashes, cancellationToken);

    /// <summary>One question; refused when the bank has it already.</summary>
    public async Task<Outcome<Guid>> AddOneAsync(Guid bankId, NewQuestion question, Caller caller, CancellationToken cancellationToken) =>
        (await AddAsync(bankId, [question], caller, cancellationToken)).TryGet(out var added, out var failure)
            ? added.Added[0] is { } id ? id : AlreadyThere
            : failure;

    /// <summary>Writes a new version.</summary>
    public async Task<Outcome<Guid>> EditAsync(
        Guid id, NewQuestion question, Caller caller, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(precondition);
        if (Problems([question]) is { } wrong)
        {
            return wrong;
        }

        if (!(await FindAsync(id, caller, cancellationToken)).TryGet(out var row, out var failure)
            || (failure = precondition(row.Version)) is not null)
        {
            return failure;
        }

        var now = time.GetUtcNow();
        var content = question.Content.Prepared();
        row.Become(content, CategoryPath.Normalize(question.Category), now);
        db.Add(row.VersionOf(content, content.ContentHash(), caller.UserId, now));
        return await db.SaveEditAsync(cancellationToken) ?? (Outcome<Guid>)id;
    }

    /// <summary>Takes the question out of its bank; attempts that were shown it keep it.</summary>
    public async Task<Failure?> RemoveAsync(Guid id, Caller caller, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        if (!(await FindAsync(id, caller, cancellationToken)).TryGet(out var row, out var failure)
            || (failure = precondition(row.Version)) is not null)
        {
            return failure;
        }

        row.RemovedAt = time.GetUtcNow();
        return await db.SaveEditAsync(cancellationToken);
    }

    /// <summary>The question, if <paramref name="caller"/> may use its bank.</summary>
    public async Task<Outcome<BankQuestion>> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var row = await db.Set<BankQuestion>().FirstOrDefaultAsync(question => question.Id == id, cancellationToken);
        return row is not null && (await banks.FindAsync(row.BankId, caller, cancellationToken)).Failure is null ? row : NotFound;
    }

    private Guid Add(Guid bankId, NewQuestion question, byte[] hash, Caller caller, DateTimeOffset now, int place)
    {
        var content = question.Content.Prepared();
        var row = BankQuestion.Of(bankId, CategoryPath.Normalize(question.Category), content, now, place);
        db.Add(row);
        db.Add(row.VersionOf(content, hash, caller.UserId, now));
        return row.Id;
    }

    private async Task<HashSet<string>> KnownAsync(Guid bankId, IReadOnlyList<byte[]> hashes, CancellationToken cancellationToken)
    {
        var found = await db.Set<QuestionVersion>()
            .Where(version => hashes.Contains(version.ContentHash))
            .Join(
                db.Set<BankQuestion>().Where(question => question.BankId == bankId),
                version => version.QuestionId,
                question => question.Id,
                (version, _) => version.ContentHash)
            .ToListAsync(cancellationToken);
        return [.. found.Select(Convert.ToHexString)];
    }

    private static Failure? Problems(IReadOnlyList<NewQuestion> questions)
    {
        var problems = questions.SelectMany((question, index) => ProblemsOf(question)
            .Select(problem => (Path: questions.Count == 1 ? problem.Key : $"[{index}].{problem.Key}", problem.Value)))
            .ToDictionary(problem => problem.Path, problem => problem.Value, StringComparer.Ordinal);
        return problems.Count == 0 ? null : Failure.Invalid(problems);
    }

    private static IEnumerable<KeyValuePair<string, string[]>> ProblemsOf(NewQuestion question)
    {
        foreach (var problem in question.Content.Problems())
        {
            yield return problem;
        }

        if (question.Category.Length > CategoryPath.MaxLength || question.Category.Contains('\0', StringComparison.Ordinal))
        {
            yield return new("category", [$"At most {CategoryPath.MaxLength} characters, no NUL."]);
        }
    }
}
