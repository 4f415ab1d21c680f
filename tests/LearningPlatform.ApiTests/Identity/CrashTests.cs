using Npgsql;

namespace LearningPlatform.ApiTests.Identity;

[Collection(StoresCollection.Name)]
public sealed class CrashTests(StoresFixture stores) : IAsyncLifetime
{
    private const string Address = "eve@example.com";
    private string _connection = "";
    private string _redis = "";
    private NpgsqlDataSource _database = null!;

    public async Task InitializeAsync()
    {
        (_connection, _redis) = (await stores.CreateDatabaseAsync(), stores.NextRedisDatabase());
        _database = NpgsqlDataSource.Create(_connection);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_registration_that_kill_9_cuts_off_is_there_whole_or_not_at_all_and_is_finished_once_when_retried()
    {
        var registration = new { email = Address, username = "eve", password = ApiFactory.Password, first_name = "Eve" };
        await KilledAsync("outgoing_mails", "/api/v1/auth/register", registration);
        // PostgreSQL may finish a statement whose sender has died: then everything is there, mail and all.
        var mails = await CountAsync("select count(*) from outgoing_mails");
        (await CountAsync("select count(*) from registrations")).ShouldBe(mails);

        using (var api = await StartAsync())
        {
            (await api.Client.PostAsJsonAsync("/api/v1/auth/register", registration)).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        (await CountAsync("select count(*) from outgoing_mails")).ShouldBe(mails + 1);
        var token = new { token = await MailedTokenAsync() };
        await KilledAsync("user_profiles", "/api/v1/auth/verify-email", token);
        (await CountAsync("select count(*) from users where email = $1", Address)).ShouldBe(0);

        using var again = await StartAsync();
        (await again.Client.PostAsJsonAsync("/api/v1/auth/verify-email", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync("select count(*) from users where email = $1", Address)).ShouldBe(1);
        (await CountAsync("select count(*) from outbox where event_type = 'USER_REGISTERED' and metadata ->> 'method' = 'password'")).ShouldBe(1);
    }

    /// <summary>Sends the request, waits until its transaction is held up at <paramref name="table"/>, and kills the Api there.</summary>
    private async Task KilledAsync(string table, string path, object body)
    {
        using var api = await StartAsync();
        await using var blocker = await _database.OpenConnectionAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var lockTable = new NpgsqlCommand($"lock table {table} in exclusive mode", blocker))
        {
            await lockTable.ExecuteNonQueryAsync();
        }

        var answer = api.Client.PostAsJsonAsync(path, body);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await CountAsync("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like $1", $"%{table}%") == 0)
        {
            await Task.Delay(20, timeout.Token);
        }

        api.Kill();
        await transaction.RollbackAsync();
        await Should.ThrowAsync<HttpRequestException>(answer);
        while (await CountAsync("select count(*) from pg_stat_activity where pid <> pg_backend_pid() and state <> 'idle' and datname = current_database()") > 0)
        {
            await Task.Delay(20, timeout.Token);
        }
    }

    private async Task<ServiceProcess> StartAsync()
    {
        var api = ServiceProcess.Api(_connection, _redis, stores.Storage);
        await api.StartAsync();
        return api;
    }

    private async Task<string> MailedTokenAsync()
    {
        await using var command = _database.CreateCommand("select substring(text_body from 'token=([A-Za-z0-9_-]+)') from outgoing_mails order by id desc limit 1");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync(string sql, params object[] values)
    {
        await using var command = _database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
