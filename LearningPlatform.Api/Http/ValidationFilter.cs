using System.Reflection;
using System.Text.Json;
using FluentValidation;
using LearningPlatform.Core;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Http;

/// <summary>
/// Validates every handler argument that has a registered <see cref="IValidator{T}"/>, before the handler runs. A body that the handler can
/// do without (its parameter is nullable) is validated when there is one.
/// </summary>
internal static class ValidationFilter
{
    /// <summary>Adds the check to all routes of a group.</summary>
    public static RouteGroupBuilder WithValidation(this RouteGroupBuilder group) => group.AddEndpointFilterFactory(Create);

    private static EndpointFilterDelegate Create(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var known = factory.ApplicationServices.GetRequiredService<IServiceProviderIsService>();
        var validated = factory.MethodInfo.GetParameters()
            .Select((parameter, index) => (
                Parameter: parameter, Index: index, Type: typeof(IValidator<>).MakeGenericType(parameter.ParameterType)))
            .Where(argument => known.IsService(argument.Type))
            .Select(argument => (
                argument.Index,
                Validator: (IValidator)factory.ApplicationServices.GetRequiredService(argument.Type),
                IsOptional: new NullabilityInfoContext().Create(argument.Parameter).WriteState == NullabilityState.Nullable))
            .ToArray();
        return validated.Length == 0 ? next : Invoke;

        ValueTask<object?> Invoke(EndpointFilterInvocationContext invocation)
        {
            foreach (var (index, validator, isOptional) in validated)
            {
                if (isOptional && invocation.Arguments[index] is null)
                {
                    continue;
                }

                if (Check(validator, invocation.Arguments[index]) is { } failure)
                {
                    return ValueTask.FromResult<object?>(new FailureResult(failure));
                }
            }

            return next(invocation);
        }
    }

    /// <summary>What is wrong with an argument; null when nothing is.</summary>
    public static Failure? Check(IValidator validator, object? argument)
    {
        if (argument is null)
        {
            return Failure.Invalid("body", "A body is required.");
        }

        var result = validator.Validate(new ValidationContext<object>(argument));
        return result.IsValid
            ? null
            : Failure.Invalid(result.Errors
                .GroupBy(error => error.PropertyName, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Select(error => error.ErrorMessage).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal));
    }

    /// <summary>Field names in messages and details are those of the JSON.</summary>
    public static void UseJsonNames() =>
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => member is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);

    private sealed class FailureResult(Failure failure) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => FailureWriter.WriteAsync(httpContext, failure);
    }
}
