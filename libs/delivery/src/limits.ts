/** Everything before the body, status lines and informational responses included; more ends the attempt. */
export const maxResponseHeadBytes = 16 * 1024;

/** Headers, and lines before the body. Each costs far more memory than the four bytes that it may have. */
export const maxResponseHeadLines = 128;

/** 1xx responses before the final one; more ends the attempt. */
export const maxInformationalResponses = 4;

/** What is kept of a response body; when there is more the connection is closed and the status counts. */
export const maxResponseBodyBytes = 64 * 1024;

/** Bytes after the head that are no body: chunk sizes and extensions, trailers. Beyond it the body is cut. */
export const maxFramingBytes = 4 * 1024;

/** What is given to the parser at a time, and so how far it can go beyond a limit before the limit is looked at. */
export const parsedPieceBytes = 1024;
