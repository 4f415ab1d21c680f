using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace LearningPlatform.Core.Data;

/// <summary>How C# names become the schema's.</summary>
internal static class Naming
{
    /// <summary>Tables after their <see cref="DbSet{TEntity}"/>, columns after their property, both in snake_case.</summary>
    public static void UseSnakeCaseNames(this ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(JsonNamingPolicy.SnakeCaseLower.ConvertName(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }
        }
    }
}

/// <summary>Enums are stored as lower-case words with underscores, as check constraints in the schema spell them.</summary>
internal sealed class LowerCaseEnum<T>() : ValueConverter<T, string>(
    value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()),
    text => Enum.Parse<T>(text.Replace("_", "", StringComparison.Ordinal), true))
    where T : struct, Enum;
