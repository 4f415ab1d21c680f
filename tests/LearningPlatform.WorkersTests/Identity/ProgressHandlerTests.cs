using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Workers.Identity;
using LearningPlatform.WorkersTests.Events;
using Npgsql;

namespace LearningPlatform.WorkersTests.Identity;

[Collection(StoresCollection.Name)]
public sealed class ProgressHandlerTests(StoresFixture stores)
{
    [Fact]
    public async Task What_people_complete_gives_xp_and_achievements_once_however_often_it_is_reported()
    {
        var (database, redis) = (await stores.CreateDatabaseAsync(), stores.NextRedisDatabase());
        await using var api = await ApiFactory.StartOnAsync(database, redis, stores.Storage);
        var person = await api.SignInAsAsync(Role.Student);
        await using var workers = await TestWorkers.StartAsync(database, redis, [typeof(AwardXp), typeof(RecordAchievements), typeof(UpdateLeaderboards)]);
        var (module, course) = (Guid.NewGuid(), Guid.NewGuid());

        // The same module in five events: the achievements' count is of events, the XP of things done.
        await workers.PublishAsync(Enumerable.Range(0, 5).Select(_ =>
            OutboxMessage.Of(new ModuleCompleted(module, null), person.Id, course, TimeProvider.System)));
        await workers.PublishAsync(Enumerable.Range(0, 10).Select(n =>
            OutboxMessage.Of(new CourseCompleted($"Course {n}"), person.Id, Guid.NewGuid(), TimeProvider.System)));

        await Eventually.BecomesAsync(2_550L, () => ScalarAsync(workers, "select coalesce(max(total), 0) from user_xp where user_id = $1", person.Id));
        await Eventually.BecomesAsync(15L, () => ScalarAsync(workers, "select coalesce(sum(count), 0) from user_event_counts where user_id = $1", person.Id));
        await Eventually.BecomesAsync(2_550L, () => BoardAsync(workers, Guid.Empty, person.Id));
        await Eventually.BecomesAsync((long)XpRules.Module, () => BoardAsync(workers, course, person.Id));
        (await ScalarAsync(workers, "select count(*) from xp_ledger where user_id = $1", person.Id)).ShouldBe(11);
        (await ScalarAsync(
            workers,
            "select count(*) from user_achievements where user_id = $1 and code in ('first_module', 'first_course', 'five_courses')", person.Id))
            .ShouldBe(3);
    }

    private static Task<long> BoardAsync(TestWorkers workers, Guid board, Guid userId) => ScalarAsync(
        workers, $"select coalesce(max(score), 0) from leaderboard_scores where period = 'week' and board = '{board}' and user_id = $1", userId);

    private static async Task<long> ScalarAsync(TestWorkers workers, string sql, Guid userId)
    {
        await using var command = workers.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = userId });
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
