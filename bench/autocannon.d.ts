/** The little of autocannon (which brings no types) that the bench uses. */
declare module 'autocannon' {
  export interface RawRequest {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string;
  }
  export interface Options {
    url: string;
    connections: number;
    duration?: number;
    amount?: number;
    requests: { method: string; setupRequest(request: RawRequest): RawRequest }[];
  }
  export interface Instance extends Promise<{ duration: number; errors: number; timeouts: number }> {
    on(event: 'response', listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void): void;
  }
  export default function autocannon(options: Options): Instance;
}
