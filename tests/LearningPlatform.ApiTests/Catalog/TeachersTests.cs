using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>Co-instructors: who they are, and what they may not do.</summary>
public sealed class TeachersTests(SharedApi shared) : AuthoringTest(shared)
{
    [Fact]
    public async Task A_co_instructor_does_everything_but_delete_the_course_and_choose_its_teachers()
    {
        var (owner, helper) = (await InstructorAsync(), await InstructorAsync());
        var course = await CourseAsync(owner, "draft");
        (await helper.Client.GetAsync($"/api/v1/courses/{course}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await AddAsync(owner, course, helper.Id)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AddAsync(owner, course, helper.Id)).StatusCode.ShouldBe(HttpStatusCode.OK, "once more changes nothing");

        (await GetAsync(helper.Client, "/courses?status=draft")).GetProperty("items").EnumerateArray().Select(item => item.Id()).ShouldBe([course]);
        await ModuleAsync(helper, course, "One");
        (await helper.Client.PutAsJsonAsync($"/api/v1/courses/{course}", ApiTest.Course(("title", "Ours")))).StatusCode.ShouldBe(HttpStatusCode.OK);
        Shape(await PublishAsync(helper, course)).ShouldBe("One()");
        (await GetAsync(helper.Client, $"/courses/{course}/instructors")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("user_id").GetGuid()).ShouldBe([owner.Id, helper.Id]);
        (await (await helper.Client.DeleteAsync($"/api/v1/courses/{course}")).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_COURSE_OWNER");
        (await (await AddAsync(helper, course, (await InstructorAsync()).Id)).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_COURSE_OWNER");
        (await (await helper.Client.DeleteAsync($"/api/v1/courses/{course}/instructors/{owner.Id}")).ErrorAsync(HttpStatusCode.Forbidden))
            .ShouldBe("NOT_COURSE_OWNER");

        (await helper.Client.DeleteAsync($"/api/v1/courses/{course}/instructors/{helper.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent, "one may leave");
        (await helper.Client.GetAsync($"/api/v1/courses/{course}/outline")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_comes_and_goes_is_in_the_audit_log_and_told_to_the_platform_once()
    {
        var (owner, helper, leaver) = (await InstructorAsync(), await InstructorAsync(), await InstructorAsync());
        var admin = await Api.AdminAsync();
        var course = await CourseAsync(owner);
        await AddAsync(owner, course, helper.Id);
        await AddAsync(owner, course, helper.Id);
        await AddAsync(owner, course, leaver.Id);
        await owner.Client.DeleteAsync($"/api/v1/courses/{course}/instructors/{helper.Id}");
        (await owner.Client.DeleteAsync($"/api/v1/courses/{course}/instructors/{helper.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await leaver.Client.DeleteAsync($"/api/v1/courses/{course}/instructors/{leaver.Id}");

        foreach (var (person, remover) in ((Person, Person)[])[(helper, owner), (leaver, leaver)])
        {
            foreach (var (action, actor) in ((string, Person)[])[("course_instructor_added", owner), ("course_instructor_removed", remover)])
            {
                var entry = (await GetAsync(admin, $"/admin/audit?action={action}&user_id={person.Id}")).GetProperty("items").EnumerateArray().Single();
                entry.GetProperty("actor_id").GetGuid().ShouldBe(actor.Id);
                entry.GetProperty("details").GetProperty("course_id").GetGuid().ShouldBe(course);
                (await EventsAsync(course, action.ToUpperInvariant(), actor.Id, person.Id)).ShouldBe(1);
            }
        }
    }

    [Fact]
    public async Task Only_instructors_can_be_added_and_only_some()
    {
        var (owner, student) = (await InstructorAsync(), await Api.SignInAsAsync(Role.Student));
        var course = await CourseAsync(owner);

        (await (await AddAsync(owner, course, student.Id)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("NOT_AN_INSTRUCTOR");
        (await (await AddAsync(owner, course, Guid.CreateVersion7())).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("INSTRUCTOR_NOT_FOUND");
        (await (await AddAsync(owner, course, owner.Id)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ALREADY_OWNER");
        await using (var command = Api.Database.CreateCommand(
            """
            with people as (
                insert into users (id, email, first_name, last_name, display_name, role, created_at, updated_at)
                select gen_random_uuid(), 'many' || n || '@example.com', 'M', 'N', 'M N', 'instructor', now(), now() from generate_series(1, 19) n
                returning id)
            insert into course_instructors (course_id, user_id, added_at) select $1, id, now() from people
            """))
        {
            command.Parameters.Add(new() { Value = course });
            await command.ExecuteNonQueryAsync();
        }

        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => InstructorAsync()));
        var answers = await Task.WhenAll(people.Select(person => AddAsync(owner, course, person.Id)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        (await answers.First(answer => answer.StatusCode != HttpStatusCode.OK).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TOO_MANY_INSTRUCTORS");
    }

    private async Task<long> EventsAsync(Guid course, string type, Guid by, Guid instructor)
    {
        await using var command = Api.Database.CreateCommand(
            "select count(*) from outbox where course_id = $1 and event_type = $2 and user_id = $3 and metadata->>'instructor_id' = $4::text");
        foreach (var value in (object[])[course, type, by, instructor.ToString()])
        {
            command.Parameters.Add(new() { Value = value });
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task<HttpResponseMessage> AddAsync(Person owner, Guid course, Guid user) =>
        owner.Client.PostAsJsonAsync($"/api/v1/courses/{course}/instructors", new { user_id = user });
}
