namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>Between the outline as JSON and the tables that learners read: both ways in the database, in one statement each.</summary>
internal static class OutlineSql
{
    /// <summary>An expression: what is published of the course <c>c</c>, as <see cref="CourseOutline"/>.</summary>
    public const string Published =
        """
        jsonb_build_object(
            'completion_rule', c.completion_rule,
            'minimum_score', c.minimum_score,
            'modules', coalesce((
                select jsonb_agg(
                    jsonb_build_object(
                        'id', m.id, 'title', m.title, 'description', m.description, 'release_at', m.release_at,
                        'prerequisites', to_jsonb(m.prerequisites),
                        'lessons', coalesce((
                            select jsonb_agg(
                                jsonb_build_object(
                                    'id', l.id, 'title', l.title, 'kind', l.kind, 'content', l.content, 'media_url', l.media_url,
                                    'media_id', l.media_id, 'activity_id', l.activity_id, 'required', l.required,
                                    'duration_minutes', l.duration_minutes)
                                order by l.position)
                            from lessons l where l.module_id = m.id and l.removed_at is null), '[]'))
                    order by m.position)
                from course_modules m where m.course_id = c.id and m.removed_at is null), '[]'))
        """;

    /// <summary>
    /// Statements that make the outline $2 the published one of the course $1 at the time $3. What it has is written under its id, what it
    /// no longer has is removed softly: progress stays, and comes back with it.
    /// </summary>
    public static readonly string[] Publish =
    [
        """
        update lessons set removed_at = $3
        where removed_at is null and module_id in (select id from course_modules where course_id = $1)
          and id not in (select (l->>'id')::uuid from jsonb_array_elements($2->'modules') m, jsonb_array_elements(m->'lessons') l)
        """,
        """
        update course_modules set removed_at = $3
        where removed_at is null and course_id = $1
          and id not in (select (m->>'id')::uuid from jsonb_array_elements($2->'modules') m)
        """,
        """
        insert into course_modules as known (id, course_id, title, description, position, release_at, prerequisites)
        select (m->>'id')::uuid, $1, m->>'title', m->>'description', at - 1, (m->>'release_at')::timestamptz,
               array(select p::uuid from jsonb_array_elements_text(m->'prerequisites') p)
        from jsonb_array_elements($2->'modules') with ordinality as modules (m, at)
        on conflict (id) do update set
            title = excluded.title, description = excluded.description, position = excluded.position,
            release_at = excluded.release_at, prerequisites = excluded.prerequisites, removed_at = null
        where known.course_id = $1
        """,
        """
        insert into lessons as known (id, module_id, title, kind, content, media_url, media_id, activity_id, required,
                                      duration_minutes, position)
        select (l->>'id')::uuid, (m->>'id')::uuid, l->>'title', l->>'kind', l->>'content', l->>'media_url', (l->>'media_id')::uuid,
               (l->>'activity_id')::uuid, (l->>'required')::boolean, (l->>'duration_minutes')::int, at - 1
        from jsonb_array_elements($2->'modules') m, jsonb_array_elements(m->'lessons') with ordinality as lessons (l, at)
        on conflict (id) do update set
            module_id = excluded.module_id, title = excluded.title, kind = excluded.kind, content = excluded.content,
            media_url = excluded.media_url, media_id = excluded.media_id, activity_id = excluded.activity_id,
            required = excluded.required, duration_minutes = excluded.duration_minutes, position = excluded.position, removed_at = null
        where known.module_id in (select id from course_modules where course_id = $1)
        """,
    ];
}
