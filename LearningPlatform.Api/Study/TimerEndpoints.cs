using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Study.Timers;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Study;

/// <summary>A room's shared pomodoro timer.</summary>
internal static class TimerEndpoints
{
    public static void MapRoomTimer(this IEndpointRouteBuilder study)
    {
        var timer = study.MapGroup("/rooms/{id:guid}/timer").WithTags("Rooms");
        timer.MapGet("", GetAsync)
            .WithSummary("The room's timer, by the server's clock")
            .Fails(404, "ROOM_NOT_FOUND")
            .WithResponseExample(StudyExamples.Timer);
        timer.MapPut("", ChangeAsync)
            .WithSummary("Start, pause, resume or stop the room's timer")
            .WithDescription("A focus phase that goes through to its end counts as a pomodoro for everybody who studies in the room, and becomes "
                + "a break by itself; after the break the timer stops. Everybody in the room sees the change live.")
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "TIMER_RUNNING", "TIMER_NOT_RUNNING", "TIMER_NOT_PAUSED", "ROOM_CLOSED")
            .WithRequestExample("""{"action":"start","phase":"focus","focus_minutes":25,"break_minutes":5}""")
            .WithResponseExample(StudyExamples.Timer);
    }

    private static async Task<Reply<TimerView>> GetAsync(
        Guid id, ClaimsPrincipal user, RoomTimers timers, CancellationToken cancellationToken) =>
        await timers.GetAsync(id, user.Caller().UserId, cancellationToken);

    private static async Task<Reply<TimerView>> ChangeAsync(
        Guid id, TimerRequest request, ClaimsPrincipal user, RoomTimers timers, CancellationToken cancellationToken) =>
        await timers.ChangeAsync(id, user.Caller().UserId, request.ToOrder(), cancellationToken);
}

/// <summary>What the timer is to do.</summary>
/// <param name="Action">start, pause, resume or stop.</param>
/// <param name="Phase">With start: focus (default) or break.</param>
/// <param name="FocusMinutes">With start: 5 to 180; absent as before, 25 at first.</param>
/// <param name="BreakMinutes">With start: 1 to 60; absent as before, 5 at first.</param>
internal sealed record TimerRequest(
    TimerAction? Action = null, TimerPhase? Phase = null, int? FocusMinutes = null, int? BreakMinutes = null)
{
    public TimerOrder ToOrder() => new(Action!.Value, Phase ?? TimerPhase.Focus, Minutes(FocusMinutes), Minutes(BreakMinutes));

    private static TimeSpan? Minutes(int? minutes) => minutes is { } given ? TimeSpan.FromMinutes(given) : null;
}

internal sealed class TimerRequestValidator : AbstractValidator<TimerRequest>
{
    public TimerRequestValidator()
    {
        RuleFor(request => request.Action).NotNull();
        RuleFor(request => request.FocusMinutes).InclusiveBetween(5, 180);
        RuleFor(request => request.BreakMinutes).InclusiveBetween(1, 60);
    }
}
