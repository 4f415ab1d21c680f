using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Certificates.Certifications;

namespace LearningPlatform.Api.Certificates;

/// <summary>Source-generated JSON of certificates.</summary>
[JsonSerializable(typeof(Certificate))]
[JsonSerializable(typeof(Page<Certificate>))]
[JsonSerializable(typeof(CertificateCheck))]
[JsonSerializable(typeof(RevocationRequest))]
[JsonSerializable(typeof(CertificationRequest))]
[JsonSerializable(typeof(CertificationView))]
[JsonSerializable(typeof(Page<CertificationView>))]
internal sealed partial class CertificatesJson : JsonSerializerContext;
