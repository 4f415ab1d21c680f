using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Assessments;
using LearningPlatform.Core.Assessments.Archives;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Catalog;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Assessments;

/// <summary>Assessments: made by a course's teachers, taken by those who are enrolled (documents 1 and 5).</summary>
internal static class AssessmentEndpoints
{
    public static void AddAssessments(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, AssessmentsJson.Default));
        services.AddSingleton<IValidator<BankRequest>, BankRequestValidator>();
        services.AddSingleton<IValidator<NewAssessmentRequest>, NewAssessmentRequestValidator>();
        services.AddSingleton<IValidator<AssessmentRequest>, AssessmentRequestValidator<AssessmentRequest>>();
        services.AddSingleton<IValidator<SaveRequest>, SaveRequestValidator>();
        services.AddSingleton<IValidator<GradesRequest>, GradesRequestValidator>();
        services.AddSingleton<IValidator<RegradeRequest>, RegradeRequestValidator>();
        services.AddAssessmentsCore();
        services.AddQuestionImport();
        services.AddScoped<AssessmentsExport>();
        services.AddScoped<ICoursePart, AssessmentCoursePart>();
    }

    public static void MapAssessments(this IEndpointRouteBuilder v1)
    {
        v1.MapQuestionBanks();
        v1.MapQuestionImport();
        var assessments = v1.MapGroup("/assessments").WithTags("Assessments").RequireAuthorization();
        assessments.MapAuthoring();
        assessments.MapTaking();
        assessments.MapGrading();
        var attempts = v1.MapGroup("/attempts").WithTags("Assessments").RequireAuthorization();
        attempts.MapAttempts();
        attempts.MapGradesOfAttempt();
        v1.MapGroup("/quizzes").WithTags("Assessments").RequireAuthorization().MapQuizAliases();
    }

    private static void MapAuthoring(this IEndpointRouteBuilder assessments)
    {
        assessments.MapGet("", ListAsync)
            .WithSummary("A course's assessments, newest first")
            .WithDescription("For the enrolled and the course's teachers; drafts for the latter only.")
            .WithMetadata(new QueryParameter("course_id", "string", "The course; required."))
            .WithPageParameters()
            .Fails(403, "NOT_ENROLLED")
            .Fails(404, "COURSE_NOT_FOUND")
            .WithResponseExample(AssessmentExamples.List);
        var authoring = assessments.MapGroup("").RequireAuthorization(Policies.Teacher);
        authoring.MapPost("", CreateAsync)
            .HonoursIdempotencyKey()
            .WithSummary("Create an assessment")
            .WithDescription("Items are questions, or pools that each attempt draws from, of the course's banks or the author's own.")
            .Fails(403, "NOT_COURSE_OWNER")
            .Fails(404, "COURSE_NOT_FOUND")
            .WithRequestExample(AssessmentExamples.Request)
            .WithResponseExample(AssessmentExamples.Assessment);
        authoring.MapPut("/{id:guid}", UpdateAsync)
            .WithSummary("Replace an assessment's fields and items")
            .WithDescription("Attempts that have started keep their questions and their end.")
            .WithOwnerFailures()
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(AssessmentExamples.Request)
            .WithResponseExample(AssessmentExamples.Assessment);
        authoring.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Delete an assessment that nobody has taken")
            .WithOwnerFailures()
            .Fails(409, "ASSESSMENT_HAS_ATTEMPTS")
            .Fails(412, "PRECONDITION_FAILED");
        authoring.MapGet("/{id:guid}/preview", PreviewAsync)
            .WithSummary("What a learner might get, with the answers")
            .WithDescription("Drawn and shuffled anew each time; nothing is stored.")
            .WithOwnerFailures();
    }

    private static async Task<Reply<Page<AssessmentSummary>>> ListAsync(
        HttpContext context, AssessmentList list, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (courseId, limit, after) = (query.Id("course_id"), query.Limit(), query.After());
        if ((query.Failure ?? (courseId is null ? Failure.Invalid("course_id", "Required.") : null)) is { } failure)
        {
            return failure;
        }

        return await list.OfCourseAsync(courseId!.Value, limit, after, context.User.Caller(), cancellationToken);
    }

    private static async Task<CreatedReply<AssessmentView>> CreateAsync(
        NewAssessmentRequest request,
        ClaimsPrincipal user,
        AssessmentAuthoring authoring,
        AttemptReading reading,
        CancellationToken cancellationToken)
    {
        var created = await authoring.CreateAsync(
            request.CourseId!.Value, request.ToContent(), request.ToItems(), user.Caller(), cancellationToken);
        if (!created.TryGet(out var id, out var failure)
            || !(await reading.AssessmentAsync(id, user.Caller(), cancellationToken)).TryGet(out var view, out failure))
        {
            return failure;
        }

        return CreatedReply<AssessmentView>.At($"/api/v1/assessments/{id}", view);
    }

    private static async Task<Reply<AssessmentView>> UpdateAsync(
        Guid id,
        AssessmentRequest request,
        HttpContext context,
        AssessmentAuthoring authoring,
        AttemptReading reading,
        CancellationToken cancellationToken)
    {
        var caller = context.User.Caller();
        var updated = await authoring.UpdateAsync(
            id, request.ToContent(), request.ToItems(), caller, version => Preconditions.Check(context.Request, version),
            cancellationToken);
        return updated.Failure is { } failure ? failure : await reading.AssessmentAsync(id, caller, cancellationToken);
    }

    private static async Task<NoContentReply> DeleteAsync(
        Guid id, HttpContext context, AssessmentAuthoring authoring, CancellationToken cancellationToken) =>
        await authoring.DeleteAsync(id, context.User.Caller(), version => Preconditions.Check(context.Request, version), cancellationToken);

    private static async Task<Reply<Preview>> PreviewAsync(
        Guid id, ClaimsPrincipal user, AttemptReading reading, CancellationToken cancellationToken) =>
        await reading.PreviewAsync(id, user.Caller(), cancellationToken);

    /// <summary>What every route of one assessment may answer.</summary>
    public static RouteHandlerBuilder WithOwnerFailures(this RouteHandlerBuilder route) =>
        route.Fails(403, "NOT_COURSE_OWNER").Fails(404, "ASSESSMENT_NOT_FOUND");
}
