using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Profiles;

namespace LearningPlatform.Core.Study.Sessions;

/// <summary>How somebody has studied lately.</summary>
/// <param name="TimeZone">Theirs; days and weeks are those of it.</param>
/// <param name="From">The first day that was looked at.</param>
/// <param name="TotalMinutes">Of activity in the days shown.</param>
/// <param name="TotalSessions">That had an end in the days shown, or run.</param>
/// <param name="TotalPomodoros">In the days shown.</param>
/// <param name="TotalXp">In the days shown.</param>
/// <param name="CurrentStreak">Days in a row until today or yesterday, of the last 366.</param>
/// <param name="LongestStreak">The most days in a row of the last 366.</param>
/// <param name="Days">Those with anything, in order.</param>
/// <param name="Weeks">Those with anything, in order; of a week that began before <paramref name="From"/> only the days since.</param>
public sealed record StudyStats(
    string TimeZone,
    DateOnly From,
    int TotalMinutes,
    int TotalSessions,
    int TotalPomodoros,
    int TotalXp,
    int CurrentStreak,
    int LongestStreak,
    IReadOnlyList<StudyPeriod> Days,
    IReadOnlyList<StudyPeriod> Weeks);

/// <summary>What somebody has studied, for themselves.</summary>
public sealed class SessionHistory(
    IDocumentCollection<StudySession> sessions, ActiveSessions running, People people, TimeProvider time)
{
    /// <summary>How far back statistics look, in days.</summary>
    public const int MaxDays = 366;

    /// <summary>Ended sessions, the newest first; with <paramref name="roomId"/> only those in that room.</summary>
    public async Task<Page<SessionView>> ListAsync(
        Guid userId, Guid? roomId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var pattern = roomId is { } room ? DocumentPattern.Of(new { UserId = userId, RoomId = room }) : DocumentPattern.Of(new { UserId = userId });
        var found = await sessions.FindAsync(new(pattern) { After = before, Descending = true, Limit = limit + 1 }, cancellationToken);
        return Page<SessionView>.From(
            [.. found.Select(session => SessionView.Of(session.Id, session.Body))], limit, session => Cursor.Encode("", session.Id));
    }

    /// <summary>The last <paramref name="days"/> days, today included; what runs now counts up to its last sign of life.</summary>
    public async Task<StudyStats> StatsAsync(Guid userId, int days, CancellationToken cancellationToken)
    {
        var zone = await people.TimeZoneAsync(userId, cancellationToken);
        var today = StudyCalendar.DayOf(time.GetUtcNow(), zone);
        var entries = await EntriesAsync(userId, StudyCalendar.StartOf(today.AddDays(1 - MaxDays), zone), cancellationToken);
        var all = StudyCalendar.Days(entries, zone);
        var (current, longest) = StudyCalendar.Streaks(all, today);
        var from = today.AddDays(1 - days);
        var shown = all.Where(day => day.Start >= from).ToList();
        return new(
            zone.Id, from,
            shown.Sum(day => day.Minutes),
            entries.Count(entry => StudyCalendar.DayOf(entry.Activity.LastSign, zone) >= from),
            shown.Sum(day => day.Pomodoros), shown.Sum(day => day.Xp),
            current, longest, shown, StudyCalendar.Weeks(entries, zone, from));
    }

    private async Task<List<StudyEntry>> EntriesAsync(Guid userId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var entries = new List<StudyEntry>();
        if (await running.FindAsync(userId, cancellationToken) is { } now)
        {
            entries.Add(new(now.Activity, now.Pomodoros, 0));
        }

        var pattern = DocumentPattern.Of(new { UserId = userId });
        Guid? before = null;
        while (true)
        {
            var page = await sessions.FindAsync(
                new(pattern) { After = before, Descending = true, Limit = DocumentQuery.MaxLimit }, cancellationToken);
            // Newest first, by the start: the first one that is too old ends the search.
            entries.AddRange(page.Select(session => session.Body).TakeWhile(session => session.EndTime >= since)
                .Select(session => new StudyEntry(session.ToActivity(), session.PomodoroCompleted, session.XpEarned)));
            if (page.Count < DocumentQuery.MaxLimit || page[^1].Body.EndTime < since)
            {
                return entries;
            }

            before = page[^1].Id;
        }
    }
}
