using FluentValidation;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study;
using LearningPlatform.Core.Study.Materials;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.Api.Study;

/// <summary>Study rooms and what happens in them (document 2), but for what Realtime does.</summary>
internal static class StudyEndpoints
{
    public static void AddStudy(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, StudyApiJson.Default));
        services.AddStudyServices();
        services.TryAddSingleton<People>();
        services.AddScoped<RoomInvites>();
        services.AddScoped<MaterialSharing>();
        services.AddSingleton<IValidator<RoomRequest>, RoomRequestValidator>();
        services.AddSingleton<IValidator<InviteRequest>, InviteRequestValidator>();
        services.AddSingleton<IValidator<RoleRequest>, RoleRequestValidator>();
        services.AddSingleton<IValidator<JoinRequest>, JoinRequestValidator>();
        services.AddSingleton<IValidator<TimerRequest>, TimerRequestValidator>();
        services.AddSingleton<IValidator<TodoRequest>, TodoRequestValidator>();
        services.AddSingleton<IValidator<NoteRequest>, NoteRequestValidator>();
        services.AddSingleton<IValidator<MaterialRequest>, MaterialRequestValidator>();
        services.AddSingleton<IValidator<MaterialUpdateRequest>, MaterialUpdateRequestValidator>();
        services.AddSingleton<IValidator<ShareRequest>, ShareRequestValidator>();
        services.AddSingleton<IValidator<VersionRequest>, VersionRequestValidator>();
    }

    public static void MapStudy(this IEndpointRouteBuilder v1)
    {
        var study = v1.MapGroup("").RequireAuthorization(Policies.SignedIn);
        study.MapRooms();
        study.MapRoomPeople();
        study.MapRoomInvites();
        study.MapRoomTimer();
        study.MapSessions();
        study.MapTodos();
        study.MapNotes();
        study.MapMaterials();
    }

    /// <summary>The check of <c>If-Match</c>; its 412 says which version is stored, as <c>ETag</c> and in the details.</summary>
    public static Func<long, Failure?> IfMatch(this HttpContext context) => version =>
    {
        if (Preconditions.Check(context.Request, (int)version) is not { } stale)
        {
            return null;
        }

        var tag = Preconditions.TagOf((int)version);
        context.Response.Headers.ETag = tag;
        return stale with { Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["version"] = [tag.Trim('"')] } };
    };
}
