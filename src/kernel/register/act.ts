/** What a verb says to the register. Personal data goes only into `private`; texts only as hashes (register.md). */
export interface NewAct {
  /** `room.verb`, such as `reports.take-charge`. */
  verb: string;
  /** The public thing acted upon, if any, and its place. */
  entry?: string | null;
  code?: string | null;
  place?: string | null;
  /** Facts that anyone may read. */
  public?: Record<string, unknown>;
  /** The person chose not to say who they are: nothing of them stands in it, not even for us. */
  unsigned?: boolean;
  /** The house did it by itself, because of what the actor asked for. */
  house?: boolean;
  /** What the act commits to without showing it. */
  private?: Record<string, unknown>;
}

export interface ActWritten {
  id: string;
  seq: string;
  at: Date;
}

/** An act as subscribers and threads read it. */
export interface Act {
  id: string;
  /** Order of writing, and of reading: up to where no writer is still at work. */
  seq: string;
  verb: string;
  entry: string | null;
  code: string | null;
  place: string | null;
  at: Date;
  assurance: string;
  public: Record<string, unknown>;
  /** Null once the person was forgotten, or when nobody was known. */
  person: string | null;
  private: Record<string, unknown> | null;
}
