using LearningPlatform.Api.Http;
using LearningPlatform.Core.Catalog;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Learning;

/// <summary>Routes under <c>/courses/{id}</c> that are for the course's teachers.</summary>
internal static class CourseTeacherRoutes
{
    /// <summary>Lets in who may teach the course that the route's <c>id</c> names, as <see cref="CourseTeachers"/> says.</summary>
    public static RouteGroupBuilder ForCourseTeachers(this RouteGroupBuilder routes)
    {
        routes.RequireAuthorization(Policies.Teacher).Fails(403, "NOT_COURSE_OWNER").Fails(404, "COURSE_NOT_FOUND");
        return routes.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var teachers = context.RequestServices.GetRequiredService<CourseTeachers>();
            var courseId = Guid.Parse((string)context.GetRouteValue("id")!);
            return await teachers.RefuseAsync(courseId, context.User.Caller(), context.RequestAborted) is { } failure
                ? (NoContentReply)failure
                : await next(invocation);
        });
    }
}
