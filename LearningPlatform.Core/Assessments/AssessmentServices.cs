using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.Core.Learning.Progress;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Assessments;

/// <summary>The module's services.</summary>
public static class AssessmentServices
{
    /// <summary>Everything that the routes need; <c>CourseTeachers</c> and <c>EnrollmentQueries</c> are their own modules'.</summary>
    public static IServiceCollection AddAssessmentsCore(this IServiceCollection services) => services
        .AddScoped<QuestionBanks>()
        .AddScoped<BankQuestions>()
        .AddSingleton<BankQueries>()
        .AddScoped<LearnerAccess>()
        .AddScoped<AssessmentAuthoring>()
        .AddScoped<AssessmentList>()
        .AddScoped<AttemptStart>()
        .AddScoped<AnswerSaving>()
        .AddScoped<AttemptSubmission>()
        .AddSingleton<AttemptClock>()
        .AddScoped<AttemptReading>()
        .AddSingleton<IScoreDisclosure, ScoreDisclosure>()
        .AddSingleton<QuizQueries>()
        .AddScoped<EssayGrading>()
        .AddScoped<Regrading>()
        .AddScoped<GradeBook>()
        .AddSingleton<QuestionStatisticsQuery>();
}
