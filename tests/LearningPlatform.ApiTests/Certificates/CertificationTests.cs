using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Certificates;

public sealed class CertificationTests(StoresFixture stores) : CertificateTest(stores)
{
    [Fact]
    public async Task Progress_goes_course_by_course_to_a_certificate_of_its_own()
    {
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        var learner = await Api.SignInAsAsync(Role.Student);
        Guid[] courses = [await CreateCourseAsync(teacher.Client), await CreateCourseAsync(teacher.Client), await CreateCourseAsync(teacher.Client)];
        var certification = (await (await teacher.Client.PostAsJsonAsync(
            "/api/v1/certifications", new { title = "Architect", description = "Two of three.", course_ids = courses, required = 2 })).DataAsync()).Id();
        (await ProgressAsync()).ShouldBe((0, 0, false));

        var first = await CertifyAsync(learner, courses[2]);
        (await ProgressAsync()).ShouldBe((1, 50, false));
        await CertifyAsync(learner, courses[0]);
        (await ProgressAsync()).ShouldBe((2, 100, true));
        await CertifyAsync(learner, courses[1]);

        var view = await (await learner.Client.GetAsync($"/api/v1/certifications/{certification}")).DataAsync();
        view.GetProperty("courses").EnumerateArray().Select(course => course.GetProperty("course_id").GetGuid()).ShouldBe(courses);
        view.GetProperty("courses")[2].GetProperty("certificate_id").GetGuid().ShouldBe(first);
        var own = (await (await learner.Client.GetAsync("/api/v1/certificates")).DataAsync()).GetProperty("items").EnumerateArray().ToList();
        own.Count.ShouldBe(4);
        own.Count(item => item.GetProperty("certification_id").ValueKind == JsonValueKind.String).ShouldBe(1);

        async Task<(int, int, bool)> ProgressAsync()
        {
            var list = await (await learner.Client.GetAsync("/api/v1/certifications")).DataAsync();
            var item = list.GetProperty("items").EnumerateArray().Single(item => item.Id() == certification);
            return (item.GetProperty("held").GetInt32(), item.GetProperty("percentage").GetInt32(), item.GetProperty("certificate_id").ValueKind == JsonValueKind.String);
        }
    }

    [Fact]
    public async Task Wrong_certifications_are_refused_field_by_field_and_stale_changes_as_such()
    {
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(teacher.Client);
        var draft = await CreateCourseAsync(teacher.Client, Course(("status", "draft")));
        await RefusedAsync(new { title = "", description = "x", course_ids = new[] { course } }, "title");
        await RefusedAsync(new { title = "x", description = "x", course_ids = Array.Empty<Guid>() }, "course_ids");
        await RefusedAsync(new { title = "x", description = "x", course_ids = new[] { course, course } }, "course_ids");
        await RefusedAsync(new { title = "x", description = "x", course_ids = new[] { draft } }, "course_ids");
        await RefusedAsync(new { title = "x", description = "x", course_ids = new[] { Guid.NewGuid() } }, "course_ids");
        await RefusedAsync(new { title = "x", description = "x", course_ids = new[] { course }, required = 2 }, "required");
        await RefusedAsync(new { title = "x", description = "x", course_ids = new[] { course }, required = 0 }, "required");

        var id = (await (await teacher.Client.PostAsJsonAsync("/api/v1/certifications", CertificateTests.Certification(course))).DataAsync()).Id();
        var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/certifications/{id}") { Content = JsonContent.Create(CertificateTests.Certification(course)) };
        stale.Headers.IfMatch.ParseAdd("\"7\"");
        (await teacher.Client.SendAsync(stale)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var updated = await teacher.Client.PutAsJsonAsync($"/api/v1/certifications/{id}", CertificateTests.Certification(course));
        updated.Headers.ETag!.Tag.ShouldBe("\"2\"");

        async Task RefusedAsync(object body, string field)
        {
            var answer = await teacher.Client.PostAsJsonAsync("/api/v1/certifications", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.DetailsAsync()).TryGetProperty(field, out _).ShouldBeTrue(field);
        }
    }
}
