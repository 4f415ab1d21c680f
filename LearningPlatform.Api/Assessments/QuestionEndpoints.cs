using System.Globalization;
using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Assessments;

/// <summary>The questions of banks. An edit is a new version; attempts keep the one that they were shown.</summary>
internal static class QuestionEndpoints
{
    public static void MapQuestionsOfBank(this IEndpointRouteBuilder banks)
    {
        banks.MapGet("/{id:guid}/questions", ListAsync)
            .WithSummary("A bank's questions, oldest first")
            .WithMetadata(
                new QueryParameter("category", "string", "Those of this category and below it."),
                new QueryParameter("tag", "string", "Those with this tag."),
                new QueryParameter("kind", "string", "Those of this kind."),
                new QueryParameter("q", "string", "Those with this in their name."))
            .WithPageParameters()
            .Fails(404, "QUESTION_BANK_NOT_FOUND")
            .WithResponseExample(BankExamples.Questions);
        banks.MapPost("/{id:guid}/questions", AddAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Add a question to a bank")
            .Fails(404, "QUESTION_BANK_NOT_FOUND")
            .Fails(409, "QUESTION_EXISTS", "QUESTION_BANK_FULL")
            .WithRequestExample(BankExamples.QuestionRequest)
            .WithResponseExample(BankExamples.Question);
    }

    public static void MapQuestions(this IEndpointRouteBuilder questions)
    {
        questions.MapGet("/{id:guid}", GetAsync)
            .WithSummary("A question with its answers")
            .WithMetadata(new QueryParameter("version", "integer", "An older version; the newest when absent."))
            .Fails(404, "QUESTION_NOT_FOUND")
            .WithResponseExample(BankExamples.Question);
        questions.MapPut("/{id:guid}", EditAsync)
            .WithSummary("Edit a question")
            .WithDescription("Writes a new version. Parts that keep their id are the same to a regrade of attempts at the older one.")
            .Fails(404, "QUESTION_NOT_FOUND")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(BankExamples.QuestionRequest)
            .WithResponseExample(BankExamples.Question);
        questions.MapDelete("/{id:guid}", RemoveAsync)
            .WithSummary("Take a question out of its bank")
            .WithDescription("New attempts don't get it any more; those that have it keep it.")
            .Fails(404, "QUESTION_NOT_FOUND")
            .Fails(412, "PRECONDITION_FAILED");
    }

    private static async Task<Reply<Page<QuestionSummary>>> ListAsync(
        Guid id, HttpContext context, QuestionBanks banks, BankQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = new QuestionFilter(
            query.Text("category", CategoryPath.MaxLength) is { } category ? CategoryPath.Normalize(category) : null,
            query.Text("tag", Question.TagMaxLength)?.ToLowerInvariant(),
            query.Text("kind", Question.TagMaxLength),
            query.Text("q", Question.NameMaxLength),
            query.Limit(),
            query.After());
        if ((query.Failure ?? (await banks.FindAsync(id, context.User.Caller(), cancellationToken)).Failure) is { } failure)
        {
            return failure;
        }

        return await queries.QuestionsAsync(id, filter, cancellationToken);
    }

    private static async Task<CreatedReply<QuestionDetail>> AddAsync(
        Guid id,
        QuestionRequest request,
        ClaimsPrincipal user,
        BankQuestions questions,
        BankQueries queries,
        CancellationToken cancellationToken)
    {
        var added = await questions.AddOneAsync(id, request.ToNew(), user.Caller(), cancellationToken);
        return added.TryGet(out var questionId, out var failure)
            ? CreatedReply<QuestionDetail>.At(
                $"/api/v1/questions/{questionId}", (await queries.QuestionAsync(questionId, null, cancellationToken))!)
            : failure;
    }

    private static async Task<Reply<QuestionDetail>> GetAsync(
        Guid id, HttpContext context, BankQuestions questions, BankQueries queries, CancellationToken cancellationToken)
    {
        var text = context.Request.Query["version"].ToString();
        var version = 0;
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) || version < 1))
        {
            return Failure.Invalid("version", "A number from 1.");
        }

        var found = await questions.FindAsync(id, context.User.Caller(), cancellationToken);
        return await ReadBackAsync(found.Failure, id, version == 0 ? null : version, queries, cancellationToken);
    }

    private static async Task<Reply<QuestionDetail>> EditAsync(
        Guid id,
        QuestionRequest request,
        HttpContext context,
        BankQuestions questions,
        BankQueries queries,
        CancellationToken cancellationToken)
    {
        var edited = await questions.EditAsync(
            id, request.ToNew(), context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken);
        return await ReadBackAsync(edited.Failure, id, null, queries, cancellationToken);
    }

    private static async Task<NoContentReply> RemoveAsync(
        Guid id, HttpContext context, BankQuestions questions, CancellationToken cancellationToken) =>
        await questions.RemoveAsync(id, context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken);

    private static async Task<Reply<QuestionDetail>> ReadBackAsync(
        Failure? failure, Guid id, int? version, BankQueries queries, CancellationToken cancellationToken)
    {
        if (failure is not null)
        {
            return failure;
        }

        return await queries.QuestionAsync(id, version, cancellationToken) is { } question ? question : BankQuestions.NotFound;
    }
}
