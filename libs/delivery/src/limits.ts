/** Response headers, all lines together; more ends the attempt. */
export const maxResponseHeaderBytes = 16 * 1024;

/** 1xx responses before the final one; more ends the attempt. */
export const maxInformationalResponses = 4;

/** What is kept of a response body; when there is more the connection is closed and the status counts. */
export const maxResponseBodyBytes = 64 * 1024;

/**
 * All bytes of a response. Well above the limits on headers and body, it catches what neither counts: endless reason
 * phrases and chunk extensions.
 */
export const maxResponseBytes = 256 * 1024;
