using System.Globalization;
using System.Runtime.InteropServices;

namespace LearningPlatform.Core.Study.Live;

/// <summary>The id of a room's event, as the room's Redis stream gave it: <c>1764074676000-0</c>. Later ones are greater.</summary>
/// <param name="Time">Milliseconds since 1970.</param>
/// <param name="Number">Tells events of the same millisecond apart.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RoomEventId(ulong Time, ulong Number) : IComparable<RoomEventId>
{
    public static bool operator <(RoomEventId left, RoomEventId right) => left.CompareTo(right) < 0;

    public static bool operator >(RoomEventId left, RoomEventId right) => left.CompareTo(right) > 0;

    public static bool operator <=(RoomEventId left, RoomEventId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RoomEventId left, RoomEventId right) => left.CompareTo(right) >= 0;

    /// <summary>False for anything that <see cref="ToString"/> has not written.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RoomEventId id)
    {
        id = default;
        var dash = text.IndexOf('-');
        if (dash < 0
            || !ulong.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            || !ulong.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        id = new(time, number);
        return true;
    }

    public int CompareTo(RoomEventId other) => (Time, Number).CompareTo((other.Time, other.Number));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}-{Number}");
}
