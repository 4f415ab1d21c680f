using System.Text.Json.Serialization;
using LearningPlatform.Core.Assessments.Import;

namespace LearningPlatform.Api.Assessments;

/// <summary>Source-generated JSON of imports.</summary>
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class ImportJson : JsonSerializerContext;
