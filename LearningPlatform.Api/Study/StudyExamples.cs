namespace LearningPlatform.Api.Study;

/// <summary>Examples for the API's description.</summary>
internal static class StudyExamples
{
    public const string RoomRequest =
        """
        {"name":"Study Room","description":"Study group for biology","type":"shared","max_participants":5,
         "settings":{"is_private":true,"allow_screen_sharing":false}}
        """;

    public const string Room =
        """
        {"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","name":"Study Room","description":"Study group for biology",
         "owner_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","type":"shared","created_at":"2026-11-21T09:00:00+00:00","is_active":true,
         "is_blocked":false,"max_participants":5,"participant_count":1,"role":"owner",
         "participants":[{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","role":"owner","joined_at":"2026-11-21T09:00:00+00:00"}],
         "invites":[],"invite_code":"K7QX2M9RBT4W","settings":{"is_private":true,"allow_screen_sharing":false},"version":1}
        """;

    public const string RoomList =
        """
        {"items":[{"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","name":"Study Room","description":"Study group for biology",
          "owner_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","type":"shared","created_at":"2026-11-21T09:00:00+00:00","is_active":true,
          "max_participants":5,"participant_count":3,"role":"member","settings":{"is_private":true,"allow_screen_sharing":false}}],
         "next_cursor":null}
        """;

    public const string InviteCode = """{"invite_code":"K7QX2M9RBT4W"}""";

    public const string Participants =
        """
        {"items":[{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","display_name":"Ada L","avatar_url":null,"role":"owner",
          "joined_at":"2026-11-21T09:00:00+00:00"}],"next_cursor":null}
        """;

    public const string Invite =
        """
        {"id":"0199c3f4-1d20-7f4a-8e11-6a1b9c2d3e4f","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","room_name":"Study Room",
         "user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002","invited_by":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","invited_by_name":"Ada L",
         "created_at":"2026-11-21T09:05:00+00:00","status":"pending"}
        """;

    public const string InviteList = $$"""{"items":[{{Invite}}],"next_cursor":null}""";

    public const string Timer =
        """
        {"room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","state":"running","phase":"focus",
         "started_by":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","focus_minutes":25,"break_minutes":5,
         "ends_at":"2026-11-21T09:25:00+00:00","seconds_left":1500,"completed":0,"server_time":"2026-11-21T09:00:00+00:00"}
        """;

    public const string RunningSession =
        """
        {"id":"0199c3f5-1d20-7f4a-8e11-6a1b9c2d3e4f","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4",
         "user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","start_time":"2026-11-21T10:00:00+00:00","end_time":null,
         "last_ping_at":"2026-11-21T10:04:00+00:00","duration_minutes":4,"active_minutes":4,"xp_earned":0,"is_active":true,
         "inactivity_periods":[],"pomodoro_completed":0}
        """;

    public const string Session =
        """
        {"id":"0199c3f5-1d20-7f4a-8e11-6a1b9c2d3e4f","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4",
         "user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","start_time":"2026-11-21T10:00:00+00:00","end_time":"2026-11-21T12:00:00+00:00",
         "last_ping_at":null,"duration_minutes":120,"active_minutes":110,"xp_earned":220,"is_active":false,
         "inactivity_periods":[{"start":"2026-11-21T10:30:00+00:00","end":"2026-11-21T10:40:00+00:00","duration_minutes":10}],
         "pomodoro_completed":2}
        """;

    public const string SessionList = $$"""{"items":[{{Session}}],"next_cursor":null}""";

    public const string Stats =
        """
        {"time_zone":"Europe/Berlin","from":"2026-10-23","total_minutes":110,"total_sessions":1,"total_pomodoros":2,"total_xp":220,
         "current_streak":1,"longest_streak":9,"days":[{"start":"2026-11-21","minutes":110,"sessions":1,"pomodoros":2,"xp":220}],
         "weeks":[{"start":"2026-11-16","minutes":110,"sessions":1,"pomodoros":2,"xp":220}]}
        """;

    public const string TodoRequest =
        """
        {"text":"Complete assignment","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","is_shared":true,
         "assignee_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","due_date":"2026-12-01T00:00:00Z"}
        """;

    public const string Todo =
        """
        {"id":"0199c3f6-1d20-7f4a-8e11-6a1b9c2d3e4f","text":"Complete assignment","owner_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001",
         "room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","is_shared":true,"assignee_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001",
         "created_at":"2026-11-21T09:00:00+00:00","due_date":"2026-12-01T00:00:00+00:00","is_completed":false,"completed_at":null,
         "completed_by":null,"version":1}
        """;

    public const string TodoList = $$"""{"items":[{{Todo}}],"next_cursor":null}""";

    public const string NoteRequest =
        """
        {"text":"Remember to check references on page 24","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","is_shared":true}
        """;

    public const string Note =
        """
        {"id":"0199c3f7-1d20-7f4a-8e11-6a1b9c2d3e4f","text":"Remember to check references on page 24",
         "owner_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","is_shared":true,
         "created_at":"2026-11-21T10:30:00+00:00","updated_at":"2026-11-21T10:30:00+00:00",
         "updated_by":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","version":1}
        """;

    public const string MaterialRequest =
        """
        {"upload_id":"0199c3f8-1d20-7f4a-8e11-6a1b9c2d3e4f","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","name":"Biology Notes",
         "description":"Chapter 5 summary"}
        """;

    public const string Material =
        """
        {"id":"0199c3f9-1d20-7f4a-8e11-6a1b9c2d3e4f","name":"Biology Notes","description":"Chapter 5 summary",
         "owner_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","room_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","file_type":"pdf",
         "file_name":"biology-notes.pdf","content_type":"application/pdf",
         "file_url":"/api/v1/materials/0199c3f9-1d20-7f4a-8e11-6a1b9c2d3e4f/download","file_size":1024000,
         "sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","created_at":"2026-11-21T09:00:00+00:00",
         "updated_at":"2026-11-21T09:00:00+00:00","shared_with":[{"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002","permission":"view"}],
         "version_number":1,"version":1}
        """;

    public const string MaterialList = $$"""{"items":[{{Material}}],"next_cursor":null}""";

    public const string FileLink =
        """
        {"url":"https://storage.example.com/materials/0199c3f81d207f4a8e116a1b9c2d3e4f?X-Amz-Signature=…",
         "expires_at":"2026-11-21T09:15:00+00:00","file_name":"biology-notes.pdf","content_type":"application/pdf","size":1024000}
        """;

    public const string NoteList = $$"""{"items":[{{Note}}],"next_cursor":null}""";
}
