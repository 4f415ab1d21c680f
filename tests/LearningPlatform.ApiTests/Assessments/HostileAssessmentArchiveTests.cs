using System.Text;
using System.Text.Json.Nodes;
using static LearningPlatform.ApiTests.Catalog.CourseZip;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Archives whose assessments somebody has tampered with.</summary>
public sealed class HostileAssessmentArchiveTests(SharedApi shared) : AssessmentArchiveTest(shared)
{
    [Fact]
    public async Task Hostile_sections_are_refused_and_leave_nothing()
    {
        var papers = await FullAsync();
        var good = await ExportAsync(papers.Teacher, papers.Course);
        var mallory = await InstructorAsync();
        var taken = new List<string>();
        foreach (var (name, change) in Hostile())
        {
            var answer = await ImportAsync(
                mallory, Changed(good, entries => entries[Json] = change(Encoding.UTF8.GetString(entries[Json]))));
            if (answer.StatusCode != HttpStatusCode.BadRequest)
            {
                taken.Add($"{name}: {(int)answer.StatusCode}");
            }
        }

        taken.ShouldBeEmpty();

        foreach (var table in (string[])["courses where instructor_id", "question_banks where owner_id", "uploads where user_id"])
        {
            (await CountAsync($"select count(*) from {table} = $1", mallory.Id)).ShouldBe(0, table);
        }

        (await ImportAsync(mallory, good)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static IEnumerable<(string Name, Func<string, byte[]> Change)> Hostile()
    {
        yield return ("a list", Edited(parts => parts["assessments"] = new JsonArray()));
        yield return ("a text", Edited(parts => parts["assessments"] = "x"));
        yield return ("nothing in it", Edited(parts => parts["assessments"] = new JsonObject()));
        yield return ("unknown member", Part(part => part["evil"] = 1));
        yield return ("null bank", Part(part => Banks(part).Add(null)));
        yield return ("null question", Part(part => Questions(part).Add(null)));
        yield return ("null item", Part(part => Items(part).Add(null)));
        yield return ("one bank twice", Part(part => Banks(part).Add(Banks(part)[0]!.DeepClone())));
        yield return ("one question twice", Part(part => Questions(part).Add(Questions(part)[0]!.DeepClone())));
        yield return ("no banks for the items", Part(part => part["banks"] = new JsonArray()));
        yield return ("a question from outside", Part(part => Items(part)[0]!["question_id"] = Guid.NewGuid().ToString()));
        yield return ("a question twice in an assessment", Part(part => Items(part).Add(Items(part)[0]!.DeepClone())));
        yield return ("a bank from outside", Part(part => Items(part, 1)[0]!["bank_id"] = Guid.NewGuid().ToString()));
        yield return ("a question and a pool at once", Part(part => Items(part)[0]!["draw"] = 3));
        yield return ("a huge draw", Part(part => Items(part, 1)[0]!["draw"] = 100_000));
        yield return ("huge points", Part(part => Items(part)[0]!["points"] = 1e9));
        yield return ("points beyond a decimal", Part(part => Items(part)[0]!["points"] = JsonNode.Parse("1e400")));
        yield return ("too many items", Part(part => Fill(Items(part, 1), 501)));
        yield return ("a question without a kind", Part(part => Body(part).Remove("kind")));
        yield return ("a question of an unknown kind", Part(part => Body(part)["kind"] = "riddle"));
        yield return ("a choice without options", Part(part => Body(part)["options"] = new JsonArray()));
        yield return ("a huge fraction", Part(part => Body(part)["options"]![0]!["fraction"] = 7));
        yield return ("huge points of a question", Part(part => Content(part)["points"] = 1e9));
        yield return ("an endless stem", Part(part => Content(part)["stem"]!["text"] = new string('x', 60_000)));
        yield return ("an unknown format", Part(part => Content(part)["stem"]!["format"] = "script"));
        yield return ("an endless category", Part(part => Questions(part)[0]!["category"] = new string('x', 2_000)));
        yield return ("too many questions", Part(part => Fill(Questions(part), 50_001)));
        yield return ("a file that is not there", Part(part => Banks(part)[0]!["files"] = new JsonArray(Guid.NewGuid().ToString())));
        yield return ("a bank without its files", Part(part => Banks(part)[0]!.AsObject().Remove("files")));
        yield return ("an endless title", Part(part => Settings(part)["title"] = new string('x', 300)));
        yield return ("no title", Part(part => Settings(part).Remove("title")));
        yield return ("a pass mark of 400 %", Part(part => Settings(part)["pass_mark"] = 400));
        yield return ("a time limit below 0", Part(part => Settings(part)["time_limit_seconds"] = -1));
        yield return ("shown after a close that never comes", Part(part => Settings(part).Remove("closes_at")));
        yield return ("closed before it opens", Part(part => Settings(part)["closes_at"] = "1999-01-01T00:00:00Z"));
        yield return ("closed when time ends", Part(part => Settings(part)["closes_at"] = "9999-12-31T23:59:59Z"));
        yield return ("half a surrogate pair", Texted(Secret, "\\ud800"));
        yield return ("one name twice", Texted("\"banks\":[", "\"banks\":[],\"banks\":["));
        yield return ("nul", Texted(Secret, "\\u0000"));

        static Func<string, byte[]> Texted(string old, string text) =>
            json => Encoding.UTF8.GetBytes(json.Replace(old, text, StringComparison.Ordinal));

        static Func<string, byte[]> Edited(Action<JsonObject> change) => json =>
        {
            var course = JsonNode.Parse(json)!;
            change(course["parts"]!.AsObject());
            return Encoding.UTF8.GetBytes(course.ToJsonString());
        };

        static Func<string, byte[]> Part(Action<JsonObject> change) => Edited(parts => change(parts["assessments"]!.AsObject()));

        static JsonArray Banks(JsonObject part) => part["banks"]!.AsArray();

        static JsonArray Questions(JsonObject part) => Banks(part)[0]!["questions"]!.AsArray();

        static JsonObject Content(JsonObject part) => Questions(part)[0]!["content"]!.AsObject();

        static JsonObject Body(JsonObject part) => Content(part)["body"]!.AsObject();

        static JsonArray Items(JsonObject part, int assessment = 0) => part["assessments"]![assessment]!["items"]!.AsArray();

        static JsonObject Settings(JsonObject part) => part["assessments"]![0]!["content"]!.AsObject();

        static void Fill(JsonArray list, int count)
        {
            for (var number = list.Count; number < count; number++)
            {
                var next = list[0]!.DeepClone().AsObject();
                if (next.ContainsKey("id"))
                {
                    next["id"] = Guid.NewGuid().ToString();
                }

                list.Add((JsonNode)next);
            }
        }
    }

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
