// How a refusal is told over gRPC. Sources: https://opentelemetry.io/docs/specs/otlp/#failures, google/rpc/error_details.proto.
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { AppError, ErrorCode } from '#lib/errors.ts';
import { field, varint } from '#lib/http/otlp-reply.ts';

/** `too_busy` is UNAVAILABLE: RESOURCE_EXHAUSTED makes senders that do not read RetryInfo drop the data. */
const statusOf: Record<ErrorCode, status> = {
  invalid_input: status.INVALID_ARGUMENT,
  unauthorized: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  conflict: status.ABORTED,
  too_large: status.RESOURCE_EXHAUSTED,
  unsupported: status.UNIMPLEMENTED,
  too_busy: status.UNAVAILABLE,
  unavailable: status.UNAVAILABLE,
  internal: status.INTERNAL,
};

/** The status with, where waiting helps, a google.rpc.RetryInfo in `grpc-status-details-bin`. */
export function toFailure(error: AppError): Pick<ServiceError, 'code' | 'details' | 'metadata'> {
  const code = statusOf[error.code];
  const metadata = new Metadata();
  if (error.retryAfterSeconds !== undefined) {
    const delay = Buffer.from([0x08, ...varint(error.retryAfterSeconds)]);
    const retryInfo = Buffer.concat([
      field(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')),
      field(2, field(1, delay)),
    ]);
    const message = field(2, Buffer.from(error.message));
    metadata.set('grpc-status-details-bin', Buffer.concat([Buffer.from([0x08, code]), message, field(3, retryInfo)]));
  }
  return { code, details: error.message, metadata };
}
