using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Learning;

/// <summary>Document 4's open routes with the feature PublicEnrollment off, as in production.</summary>
public sealed class PrivateEnrollmentTests(StoresFixture stores) : ApiTest(stores)
{
    protected override (string Key, string? Value)[] Settings => [("feature_management:feature_flags:0:enabled", "false")];

    [Fact]
    public async Task Only_the_student_and_admins_enrol_an_address_or_see_its_enrolments()
    {
        var admin = await Api.AdminAsync();
        var course = await CreateCourseAsync(admin);
        var student = await Api.SignInAsAsync(Role.Student);
        var other = await Api.SignInAsAsync(Role.Student);
        var body = new { student_email = student.Email, course_id = course };
        var list = $"/api/v1/students/{student.Email}/enrollments";

        await (await Api.Stranger().PostAsJsonAsync("/api/v1/enrollments", body)).ErrorAsync(HttpStatusCode.Unauthorized);
        await (await other.Client.PostAsJsonAsync("/api/v1/enrollments", body)).ErrorAsync(HttpStatusCode.Forbidden);
        (await student.Client.PostAsJsonAsync("/api/v1/enrollments", body)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await Api.Stranger().GetAsync(list)).ErrorAsync(HttpStatusCode.Unauthorized);
        await (await other.Client.GetAsync(list)).ErrorAsync(HttpStatusCode.Forbidden);
        (await (await student.Client.GetAsync(list)).DataAsync()).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await (await admin.GetAsync(list)).DataAsync()).GetProperty("items").GetArrayLength().ShouldBe(1);
    }
}
