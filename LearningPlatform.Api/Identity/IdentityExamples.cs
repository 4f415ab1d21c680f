namespace LearningPlatform.Api.Identity;

/// <summary>Examples for the API's description.</summary>
internal static class IdentityExamples
{
    public const string Login = """{"email":"ada@example.com","password":"correct horse battery"}""";

    public const string Register =
        """
        {"email":"ada@example.com","username":"ada","password":"correct horse battery","first_name":"Ada","last_name":"Lovelace"}
        """;

    public const string Accepted = """{"message":"If the address can be used for this, a mail is on its way to it."}""";

    public const string Token = """{"token":"q1pZ0mJx5n0Jw3QmHqf0kq2uW8o3l6yTzq8Vd1c9a7E"}""";

    public const string Address = """{"email":"ada@example.com"}""";

    public const string ResetPassword =
        """{"token":"q1pZ0mJx5n0Jw3QmHqf0kq2uW8o3l6yTzq8Vd1c9a7E","new_password":"a longer sentence that I remember"}""";

    public const string Refresh = """{"refresh_token":"q1pZ0mJx5n0Jw3QmHqf0kq2uW8o3l6yTzq8Vd1c9a7E"}""";

    public const string ChangePassword = """{"current_password":"correct horse battery","new_password":"a longer sentence that I remember"}""";

    public const string Preferences =
        """
        {"notifications":{"friend_request":{"in_app":true,"email":"digest"}},
         "privacy":{"profile":"everyone","activity":"friends","xp":"everyone"}}
        """;

    public const string Leaderboard =
        """
        {"items":[{"rank":1,"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","display_name":"Ada Lovelace","avatar_url":null,"score":1250}],
         "next_cursor":null}
        """;

    public const string Standing =
        """
        {"user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","display_name":"Ada Lovelace","avatar_url":null,"period":"week",
         "starts_on":"2026-11-23","rank":1,"score":1250}
        """;

    public const string User =
        """
        {"id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","email":"ada@example.com","username":"ada","first_name":"Ada",
         "last_name":"Lovelace","display_name":"Ada Lovelace","avatar_url":null,"role":"student","email_verified":true,
         "created_at":"2026-11-21T09:00:00+00:00"}
        """;

    public const string SignedIn =
        $$"""
        {"access_token":"eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiJ9.e30.c2ln","token_type":"Bearer","expires_in":900,
         "refresh_token":"q1pZ0mJx5n0Jw3QmHqf0kq2uW8o3l6yTzq8Vd1c9a7E","refresh_expires_in":604800,
         "csrf_token":"3vFz0bqGJYb9mYx3h2m1yQ8m0sL2nE5pT7rK4dC6aXw","user":{{User}}}
        """;

    public const string Sessions =
        """
        {"items":[{"id":"0199c3f2-6c00-7a20-9b10-77aa11bb22cc","user_agent":"Mozilla/5.0","address":"203.0.113.7",
         "created_at":"2026-11-21T09:00:00+00:00","last_used_at":"2026-11-21T09:30:00+00:00","expires_at":"2026-11-28T09:30:00+00:00",
         "current":true}],"next_cursor":null}
        """;

    public const string ProfileChange =
        """
        {"first_name":"Ada","last_name":"Lovelace","avatar_url":"https://example.com/ada.png","experience_level":"beginner",
         "career_goal":"Cloud architect","focus_areas":["networking","kubernetes"],"time_commitment":"5 hours a week",
         "linkedin_url":"https://www.linkedin.com/in/ada","github_url":"https://github.com/ada","time_zone":"Europe/London"}
        """;

    public const string Profile =
        """
        {"id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","email":"ada@example.com","username":"ada","first_name":"Ada",
         "last_name":"Lovelace","display_name":"Ada Lovelace","avatar_url":"https://example.com/ada.png","role":"student",
         "email_verified":true,"experience_level":"beginner","career_goal":"Cloud architect",
         "focus_areas":["networking","kubernetes"],"time_commitment":"5 hours a week",
         "linkedin_url":"https://www.linkedin.com/in/ada","github_url":"https://github.com/ada","time_zone":"Europe/London",
         "created_at":"2026-11-21T09:00:00+00:00","updated_at":"2026-11-21T09:00:00+00:00","version":1}
        """;
}
