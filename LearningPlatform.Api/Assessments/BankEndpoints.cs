using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Catalog;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Assessments;

/// <summary>Question banks: a course's, for its teachers, or an instructor's own.</summary>
internal static class BankEndpoints
{
    public static void MapQuestionBanks(this IEndpointRouteBuilder v1)
    {
        var banks = v1.MapGroup("/question-banks").WithTags("Question banks").RequireAuthorization(Policies.Teacher);
        banks.MapGet("", ListAsync)
            .WithSummary("A course's banks, or the caller's own, newest first")
            .WithMetadata(new QueryParameter("course_id", "string", "The course's banks; without it, the caller's own."))
            .WithPageParameters()
            .Fails(403, "NOT_COURSE_OWNER")
            .Fails(404, "COURSE_NOT_FOUND")
            .WithResponseExample(BankExamples.List);
        banks.MapPost("", CreateAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Create a bank")
            .Fails(403, "NOT_COURSE_OWNER")
            .Fails(404, "COURSE_NOT_FOUND")
            .WithRequestExample(BankExamples.Request)
            .WithResponseExample(BankExamples.Bank);
        banks.MapGet("/{id:guid}", GetAsync).WithSummary("A bank").WithBankFailures().WithResponseExample(BankExamples.Bank);
        banks.MapPut("/{id:guid}", RenameAsync)
            .WithSummary("Rename a bank")
            .WithBankFailures()
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(BankExamples.Request)
            .WithResponseExample(BankExamples.Bank);
        banks.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete a bank that no assessment uses")
            .WithBankFailures()
            .Fails(409, "QUESTION_BANK_IN_USE")
            .Fails(412, "PRECONDITION_FAILED");
        banks.MapGet("/{id:guid}/categories", CategoriesAsync)
            .WithSummary("The bank's categories, with how many questions each has")
            .WithBankFailures();
        banks.MapQuestionsOfBank();
        v1.MapGroup("/questions").WithTags("Question banks").RequireAuthorization(Policies.Teacher).MapQuestions();
    }

    private static async Task<Reply<Page<QuestionBankView>>> ListAsync(
        HttpContext context, CourseTeachers teachers, BankQueries queries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (courseId, limit, after) = (query.Id("course_id"), query.Limit(), query.After());
        var caller = context.User.Caller();
        if ((query.Failure ?? (courseId is { } id ? await teachers.RefuseAsync(id, caller, cancellationToken) : null)) is { } failure)
        {
            return failure;
        }

        return await queries.ListAsync(courseId, caller.UserId, limit, after, cancellationToken);
    }

    private static async Task<CreatedReply<QuestionBankView>> CreateAsync(
        BankRequest request, ClaimsPrincipal user, QuestionBanks banks, BankQueries queries, CancellationToken cancellationToken)
    {
        var created = await banks.CreateAsync(request.CourseId, request.Title!.Trim(), user.Caller(), cancellationToken);
        return created.TryGet(out var bank, out var failure)
            ? CreatedReply<QuestionBankView>.At($"/api/v1/question-banks/{bank.Id}", (await queries.FindAsync(bank.Id, cancellationToken))!)
            : failure;
    }

    private static async Task<Reply<QuestionBankView>> GetAsync(
        Guid id, ClaimsPrincipal user, QuestionBanks banks, BankQueries queries, CancellationToken cancellationToken) =>
        await ReadBackAsync(await banks.FindAsync(id, user.Caller(), cancellationToken), queries, cancellationToken);

    private static async Task<Reply<QuestionBankView>> RenameAsync(
        Guid id, BankRequest request, HttpContext context, QuestionBanks banks, BankQueries queries, CancellationToken cancellationToken) =>
        await ReadBackAsync(
            await banks.RenameAsync(
                id, request.Title!.Trim(), context.User.Caller(), version => Preconditions.Check(context.Request, version),
                cancellationToken),
            queries,
            cancellationToken);

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, QuestionBanks banks, CancellationToken cancellationToken) =>
        await banks.DeleteAsync(id, context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken);

    private static async Task<Reply<CategoryView[]>> CategoriesAsync(
        Guid id, ClaimsPrincipal user, QuestionBanks banks, BankQueries queries, CancellationToken cancellationToken) =>
        (await banks.FindAsync(id, user.Caller(), cancellationToken)).Failure is { } failure
            ? failure
            : await queries.CategoriesAsync(id, cancellationToken);

    private static async Task<Reply<QuestionBankView>> ReadBackAsync(
        Outcome<QuestionBank> outcome, BankQueries queries, CancellationToken cancellationToken)
    {
        if (!outcome.TryGet(out var bank, out var failure))
        {
            return failure;
        }

        return await queries.FindAsync(bank.Id, cancellationToken) is { } view ? view : QuestionBanks.NotFound;
    }

    private static RouteHandlerBuilder WithBankFailures(this RouteHandlerBuilder route) => route.Fails(404, "QUESTION_BANK_NOT_FOUND");
}
