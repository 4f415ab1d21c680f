using System.Text.Json.Serialization;
using LearningPlatform.Core.Files;

namespace LearningPlatform.Api.Files;

/// <summary>Source-generated JSON of files.</summary>
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(UploadTicket))]
[JsonSerializable(typeof(UploadView))]
[JsonSerializable(typeof(FileLink))]
internal sealed partial class FilesJson : JsonSerializerContext;
