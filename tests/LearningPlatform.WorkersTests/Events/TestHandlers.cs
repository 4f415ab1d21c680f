using System.Collections.Concurrent;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>On whose events a handler fails, and how often it still will.</summary>
internal sealed class Faults
{
    private readonly ConcurrentDictionary<Guid, int> _left = new();

    public void FailOn(Guid user, int times = int.MaxValue) => _left[user] = times;

    public void Repair() => _left.Clear();

    public void ThrowIfFaulty(Guid? user)
    {
        if (user is { } known && _left.ContainsKey(known) && _left.AddOrUpdate(known, 0, (_, left) => left - 1) >= 0)
        {
            throw new InvalidOperationException("cannot be digested");
        }
    }
}

internal static class Effect
{
    public static Task AddAsync(LearningDbContext db, string handler, PlatformEvent message, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"insert into effects (handler, event_id, user_id) values ({handler}, {message.EventId}, {message.UserId})", cancellationToken);
}

[Handles<CourseEnrolled>]
internal sealed class FirstCounter : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        Effect.AddAsync(db, "first", message, cancellationToken);
}

[HandlesTopic(Topics.Course)]
[Handles<UserEmailVerified>]
internal sealed class SecondCounter : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        Effect.AddAsync(db, "second", message, cancellationToken);
}

/// <summary>Has its effect first and fails then, so that a kept effect would show.</summary>
[Handles<CourseEnrolled>]
[Ordered(EventOrder.User)]
internal sealed class FragileCounter(Faults faults) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        await Effect.AddAsync(db, "fragile", message, cancellationToken);
        faults.ThrowIfFaulty(message.UserId);
    }
}
