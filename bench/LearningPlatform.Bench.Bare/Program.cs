using LearningPlatform.Bench.Bare;

// Kestrel, Npgsql and as little else as can do the work: no routing, no middleware, no dependency injection on the way of a request.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var configuration = builder.Configuration;
await using var database = Database.Open(configuration.GetConnectionString("learning")!);
var courses = await Courses.LoadAsync(database, configuration.GetConnectionString("redis")!);
var enrollments = new Enrollments(database, new Tokens(configuration["PublicKey"]!, configuration["Issuer"]!, configuration["Audience"]!));

var app = builder.Build();
app.Run(context =>
{
    var path = context.Request.Path.Value!;
    return path switch
    {
        "/constant" => Answer.ConstantAsync(context),
        "/memory/courses" => courses.ListFromMemoryAsync(context),
        "/redis/courses" => courses.ListFromRedisAsync(context),
        "/database/courses" => courses.ListFromDatabaseAsync(context),
        _ when path.StartsWith("/memory/courses/", StringComparison.Ordinal) => courses.FindInMemoryAsync(context, path[16..]),
        _ when path.StartsWith("/database/courses/", StringComparison.Ordinal) => courses.FindInDatabaseAsync(context, path[18..]),
        _ when path.StartsWith("/enroll/", StringComparison.Ordinal) => enrollments.EnrollAsync(context, path[8..]),
        _ => Answer.FailAsync(context, StatusCodes.Status404NotFound, "NOT_FOUND"),
    };
});
app.Run();
