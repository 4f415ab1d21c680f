using LearningPlatform.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
var admin = builder.AddFirstAdmin();
var identityKey = builder.AddParameter("identity-key", new GenerateParameterDefault { MinLength = 48, Special = false }, secret: true, persist: true);

var learning = builder.AddPostgres(Resources.Postgres).WithKeptData().AddDatabase(Resources.Learning);
var redis = builder.AddRedis(Resources.Redis).WithKeptData();
var study = builder.AddDocumentStore(Resources.Study);
var storage = builder.AddObjectStorage(Resources.Storage);

var api = builder.AddProject(Resources.Api, "../LearningPlatform.Api/LearningPlatform.Api.csproj")
    .WithConfiguredPort()
    .WithReference(learning).WaitFor(learning)
    .WithReference(redis).WaitFor(redis)
    .WithReference(study).WaitFor(study)
    .WithReference(storage).WaitFor(storage)
    .WithEnvironment("Identity__KeyEncryptionKey", identityKey)
    .WithEnvironment("Admin__Email", admin.Email)
    .WithEnvironment("Admin__Password", admin.Password)
    .WithMailboxLink()
    .WithHttpHealthCheck("/health/ready")
    .WithExternalHttpEndpoints();
api.WithPublicAddressOf(api);

// The Api applies the migrations before it is healthy, so the others wait for it; and they read its public keys.
builder.AddProject(Resources.Realtime, "../LearningPlatform.Realtime/LearningPlatform.Realtime.csproj")
    .WithConfiguredPort()
    .WithReplicas(2)
    .WithReference(learning)
    .WithReference(redis)
    .WithReference(study)
    .WithReference(storage)
    .WithReference(api).WaitFor(api)
    .WithPublicAddressOf(api)
    .WithHttpHealthCheck("/health/ready")
    .WithExternalHttpEndpoints();

builder.AddProject(Resources.Workers, "../LearningPlatform.Workers/LearningPlatform.Workers.csproj")
    .WithConfiguredPort()
    .WithReference(learning)
    .WithReference(redis)
    .WithReference(study)
    .WithReference(storage)
    .WithReference(api).WaitFor(api)
    .WithPublicAddressOf(api)
    .WithHttpHealthCheck("/health/ready");

builder.Build().Run();
