using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Runs the machine's PostgreSQL: a cluster of our own, loopback only, passwords by SCRAM.</summary>
internal static class PostgresStore
{
    /// <summary>Temporary data need not survive a power cut, only the server's own death.</summary>
    private static readonly string[] TemporarySettings = ["fsync=off", "full_page_writes=off"];

    public static LaunchAnnotation Launch(PostgresServerResource server) => new((context, cancellationToken) => StartAsync(server, context, cancellationToken))
    {
        FindObstacle = () => ServerPrograms.PostgresFolder() is null
            ? ServerPrograms.HowToInstall("PostgreSQL", "postgresql", "postgresql@18")
            : StoreUser.FindObstacle()
    };

    /// <summary>Creates the database if its server hasn't it yet.</summary>
    public static async Task<IRunning> CreateDatabaseAsync(PostgresDatabaseResource database, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(database.Parent, "postgres", cancellationToken);
        await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = database.DatabaseName } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(database.DatabaseName);
            await using var create = new NpgsqlCommand($"create database {quoted}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        return new RunningInProcess();
    }

    public static async Task<NpgsqlConnection> ConnectAsync(PostgresServerResource server, string database, CancellationToken cancellationToken)
    {
        var address = new NpgsqlConnectionStringBuilder(await server.ConnectionStringExpression.GetValueAsync(cancellationToken))
        {
            Database = database,
            Pooling = false,
            Timeout = 5
        };
        var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<IRunning> StartAsync(PostgresServerResource server, LaunchContext context, CancellationToken cancellationToken)
    {
        var folder = context.DataFolder;
        var data = Path.Combine(folder, "data");
        StoreUser.CreateFolder(folder);
        var programs = ProgramsFor(data);
        if (!File.Exists(VersionFile(data)))
        {
            await InitializeAsync(server, context, programs, data, cancellationToken);
        }

        string[] settings =
        [
            "listen_addresses=127.0.0.1", $"port={server.PrimaryEndpoint.Port}", "unix_socket_directories=", "max_connections=200",
            "password_encryption=scram-sha-256", "log_checkpoints=off", "logging_collector=off",
            .. context.Engine.Data.IsTemporary ? TemporarySettings : []
        ];
        return RunningProcess.Start(context, StoreUser.Spec(folder, Path.Combine(programs, "postgres"), ["-D", data, .. settings.SelectMany(s => new[] { "-c", s })]) with
        {
            // Its "fast shutdown": ends the sessions, keeps the data. On SIGTERM it would wait for its clients.
            StopSignal = Posix.SIGINT
        });
    }

    private static string VersionFile(string data) => Path.Combine(data, "PG_VERSION");

    private static string ProgramsFor(string data)
    {
        if (!File.Exists(VersionFile(data)))
        {
            return ServerPrograms.PostgresFolder()!;
        }

        var version = File.ReadAllText(VersionFile(data)).Trim();
        return ServerPrograms.PostgresFolder(version) ?? throw new DistributedApplicationException(
            $"The data in {data} is of PostgreSQL {version}, which is not installed: install that version, or move the folder away to start with empty data.");
    }

    private static async Task InitializeAsync(
        PostgresServerResource server, LaunchContext context, string programs, string data, CancellationToken cancellationToken)
    {
        var folder = context.DataFolder;
        var passwordFile = Path.Combine(folder, "password");
        StoreUser.WriteFile(passwordFile, await server.PasswordParameter.GetValueAsync(cancellationToken) ?? "");
        if (Directory.Exists(data))
        {
            // An initialisation that was cut off.
            Directory.Delete(data, recursive: true);
        }

        var user = await server.UserNameReference.GetValueAsync(cancellationToken);
        var initialize = RunningProcess.Start(context, StoreUser.Spec(
            folder,
            Path.Combine(programs, "initdb"),
            "-D", data, "-U", user!, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8",
            $"--locale={(OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C.UTF-8")}", "--no-sync", "--no-instructions"));
        var exitCode = await initialize.Exited.WaitAsync(cancellationToken);
        File.Delete(passwordFile);
        if (exitCode != 0)
        {
            throw new DistributedApplicationException($"initdb failed with exit code {exitCode}.");
        }
    }
}
