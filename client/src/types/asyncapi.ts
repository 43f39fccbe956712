// Generated from /docs/asyncapi.json by scripts/client-types.mjs: every type of the client is taken from here. Do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Any JSON but null. */
        AnyJson: unknown;
        Attachment: {
            /** @description What to show while the picture or its thumbnail loads: see blurha.sh. */
            blurhash?: string;
            /**
             * Format: int32
             * @description Whole seconds of a sound or a film, rounded; 1 at the least.
             */
            duration?: number;
            /** @description As the uploader called it, without a path. For showing and saving, never for finding. */
            filename: string;
            /** Format: int32 */
            height?: number;
            /** Format: uuid */
            id: string;
            /** @description What the bytes say, not what the uploader said. */
            mime_type: string;
            /** @description Of the bytes, in hexadecimal. */
            sha256: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /**
             * Format: uri-reference
             * @description Of a picture: WebP of 320 pixels a side at the most, without anything but the pixels. Read with the same token.
             */
            thumbnail_url?: string;
            type: components["schemas"]["AttachmentType"];
            /**
             * Format: uri-reference
             * @description Path on this host, or with PUBLIC_URL the whole address; a GET with the same token answers the bytes.
             */
            url: string;
            /**
             * @description A voice note.
             * @enum {boolean}
             */
            voice?: true;
            /** @description How loud a voice note is from its beginning to its end: 0 is silence, 100 its loudest part. */
            waveform?: number[];
            /**
             * Format: int32
             * @description Pixels of a picture or a film as it is shown, turned as its camera says.
             */
            width?: number;
        };
        AttachmentMessage: {
            attachment: components["schemas"]["Attachment"];
            /**
             * Format: int64
             * @description `seq` of the latest change that this shows: of two versions the one with the higher one is the newer.
             */
            changed_seq?: number;
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its words were last changed.
             */
            edited_at?: string;
            /**
             * Format: date-time
             * @description Where messages disappear: from then on its type is `expired`, and nothing else is left of it.
             */
            expires_at?: string;
            /**
             * @description It was said elsewhere before.
             * @enum {boolean}
             */
            forwarded?: true;
            mentions?: components["schemas"]["Person"][];
            /**
             * @description It mentions everybody in the room.
             * @enum {boolean}
             */
            mentions_all?: true;
            /** @description A caption. */
            message?: string;
            /** @description As the sender gave it. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description 1, 2, 3, … among what was said in the chatroom: for counting.
             */
            n: number;
            /** @enum {boolean} */
            pinned?: true;
            /** @description The most frequent first. */
            reactions?: components["schemas"]["Reaction"][];
            /** @description What it answers. */
            reply_to?: components["schemas"]["Quote"];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "attachment";
        };
        /** @enum {string} */
        AttachmentType: "image" | "video" | "audio" | "document";
        Chatroom: {
            /**
             * Format: uri-reference
             * @description Of a picture of 256 × 256 pixels at the most, for whoever can see the room; another one for each picture, and null for none.
             */
            avatar_url: string | null;
            /** Format: date-time */
            created_at: string;
            created_by: components["schemas"]["User"];
            /** @description What it is for; empty for nothing. */
            description: string;
            /**
             * Format: int64
             * @description The first `seq` that you can read, or could if you entered now.
             */
            first_seq: number;
            /** @description `direct`: the chat of two people. */
            kind: components["schemas"]["RoomKind"];
            /** @description What was said last, as it is now; null if nothing was. Only for members. */
            last_message?: components["schemas"]["SaidMessage"] | null;
            /**
             * Format: int64
             * @description `seq` of the newest message.
             */
            last_seq: number;
            /** @description Which log this is: another one after the room was made anew, or the database came back with another history. */
            log: string;
            /**
             * Format: int32
             * @description How many it can hold.
             */
            max_members: number;
            /** @description What the room is to you; only for members. */
            me?: components["schemas"]["Membership"];
            /**
             * Format: int32
             * @description How many are in it now.
             */
            member_count: number;
            /** @description The app’s own. */
            metadata: {
                [key: string]: unknown;
            };
            name: string;
            /** @description Of a direct chat: the other one. */
            peer?: components["schemas"]["User"];
            /** @description The `seq`s of the messages that are pinned, in the order in which they were. */
            pinned: number[];
            /** @description Yours; null if you are not a member. */
            role: components["schemas"]["Role"] | null;
            settings: components["schemas"]["RoomSettings"];
            /** @description `private`: for who is not a member it does not exist. */
            visibility: components["schemas"]["Visibility"];
        };
        Contact: {
            /** @description As the sender wrote them. */
            emails: string[];
            /** @description What people call them. */
            name: string;
            /** @description As the sender wrote them. */
            phones: string[];
            /** @description As the sender gave it: it may be nobody's. */
            username?: string;
        };
        ContactMessage: {
            /**
             * Format: int64
             * @description `seq` of the latest change that this shows: of two versions the one with the higher one is the newer.
             */
            changed_seq?: number;
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /** @description One card for each person. */
            contacts: components["schemas"]["Contact"][];
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its words were last changed.
             */
            edited_at?: string;
            /**
             * Format: date-time
             * @description Where messages disappear: from then on its type is `expired`, and nothing else is left of it.
             */
            expires_at?: string;
            /**
             * @description It was said elsewhere before.
             * @enum {boolean}
             */
            forwarded?: true;
            mentions?: components["schemas"]["Person"][];
            /**
             * @description It mentions everybody in the room.
             * @enum {boolean}
             */
            mentions_all?: true;
            /** @description As the sender gave it. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description 1, 2, 3, … among what was said in the chatroom: for counting.
             */
            n: number;
            /** @enum {boolean} */
            pinned?: true;
            /** @description The most frequent first. */
            reactions?: components["schemas"]["Reaction"][];
            /** @description What it answers. */
            reply_to?: components["schemas"]["Quote"];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "contact";
        };
        CustomMessage: {
            /**
             * Format: int64
             * @description `seq` of the latest change that this shows: of two versions the one with the higher one is the newer.
             */
            changed_seq?: number;
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /** @description As the sender gave it. */
            content: components["schemas"]["AnyJson"];
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its words were last changed.
             */
            edited_at?: string;
            /**
             * Format: date-time
             * @description Where messages disappear: from then on its type is `expired`, and nothing else is left of it.
             */
            expires_at?: string;
            /**
             * @description It was said elsewhere before.
             * @enum {boolean}
             */
            forwarded?: true;
            mentions?: components["schemas"]["Person"][];
            /**
             * @description It mentions everybody in the room.
             * @enum {boolean}
             */
            mentions_all?: true;
            /** @description What to show where it is not understood. */
            message?: string;
            /** @description As the sender gave it. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description 1, 2, 3, … among what was said in the chatroom: for counting.
             */
            n: number;
            /** @enum {boolean} */
            pinned?: true;
            /** @description The most frequent first. */
            reactions?: components["schemas"]["Reaction"][];
            /** @description What it answers. */
            reply_to?: components["schemas"]["Quote"];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "custom";
        };
        DeletedMessage: {
            /**
             * Format: int64
             * @description `seq` of the latest change that this shows: of two versions the one with the higher one is the newer.
             */
            changed_seq?: number;
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            deleted_by: components["schemas"]["Person"];
            /**
             * Format: date-time
             * @description Where messages disappear: from then on its type is `expired`, and nothing else is left of it.
             */
            expires_at?: string;
            /**
             * Format: int64
             * @description 1, 2, 3, … among what was said in the chatroom: for counting.
             */
            n: number;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "deleted";
        };
        /**
         * @description Stable: what a program decides by.
         * @enum {string}
         */
        ErrorCode: "validation_failed" | "unauthenticated" | "forbidden" | "not_a_member" | "muted" | "banned" | "not_found" | "chatroom_not_found" | "message_not_found" | "attachment_not_found" | "user_not_found" | "invite_not_found" | "chatroom_exists" | "username_taken" | "chatroom_full" | "client_id_reused" | "seq_unknown" | "conflict" | "too_late" | "payload_too_large" | "unsupported_media_type" | "range_not_satisfiable" | "rate_limited" | "internal" | "unavailable";
        ErrorFrame: {
            /** @description On the inbox: the room that it was for, if it said one. */
            chatroom?: string;
            /** @description The one that it had, if any. */
            client_id?: string;
            /** @description Stable: what a program decides by. */
            code: components["schemas"]["ErrorCode"];
            /** @description One sentence for you, the developer. */
            detail: string;
            /** @description Which fields are wrong; with `validation_failed`. */
            errors?: components["schemas"]["FieldProblem"][];
            /**
             * Format: int32
             * @description Seconds to wait before the same is sent again; with `rate_limited` and `unavailable`.
             */
            retry_after?: number;
            /** @enum {string} */
            type: "error";
        };
        ExpiredMessage: {
            chatroom: string;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: int64
             * @description Its place among what was said in the room.
             */
            n: number;
            /** Format: int64 */
            seq: number;
            /** @enum {string} */
            type: "expired";
        };
        FieldProblem: {
            field: string;
            message: string;
        };
        GapFrame: {
            /**
             * Format: int64
             * @description The last `seq` that you have.
             */
            after_seq: number;
            /**
             * Format: int64
             * @description The first that you are told.
             */
            before_seq: number;
            chatroom: string;
            /** @enum {string} */
            type: "gap";
        };
        /** @enum {string} */
        GoneCode: "not_a_member" | "banned" | "chatroom_not_found" | "seq_unknown";
        /**
         * @description `since_joined`: nobody can read, by any way, what was before they last entered. It can be changed at any time, and holds at once.
         * @enum {string}
         */
        History: "all" | "since_joined";
        InboxAckFrame: {
            chatroom: string;
            /** @description As you gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database’s clock at the commit.
             */
            created_at: string;
            /** @description A retry: this is the first message’s place; nothing was stored now. */
            duplicate: boolean;
            /**
             * Format: int64
             * @description Its place in the room’s log.
             */
            seq: number;
            /** @enum {string} */
            type: "ack";
        };
        InboxMarkedFrame: {
            chatroom: string;
            /**
             * Format: int64
             * @description Up to where entries have reached you; never below `read`.
             */
            delivered: number;
            /**
             * Format: int64
             * @description Up to where you have read.
             */
            read: number;
            /** @enum {string} */
            type: "marked";
            /**
             * Format: int64
             * @description Messages after `read` that are not your own and not deleted.
             */
            unread: number;
        };
        InboxReadyFrame: {
            /** @enum {string} */
            type: "ready";
            /** @description Whom the server takes you for. */
            user: components["schemas"]["User"];
        };
        /**
         * @description `approval`: whoever wants to enter asks, and waits until owner or admins let them in. An invite leads past that.
         * @enum {string}
         */
        Join: "open" | "approval";
        Location: {
            /**
             * Format: double
             * @description Degrees north of the equator (WGS 84).
             */
            latitude: number;
            /**
             * Format: double
             * @description Degrees east of Greenwich.
             */
            longitude: number;
            /** @description What people call it. */
            name?: string;
        };
        LocationMessage: {
            /**
             * Format: int64
             * @description `seq` of the latest change that this shows: of two versions the one with the higher one is the newer.
             */
            changed_seq?: number;
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its words were last changed.
             */
            edited_at?: string;
            /**
             * Format: date-time
             * @description Where messages disappear: from then on its type is `expired`, and nothing else is left of it.
             */
            expires_at?: string;
            /**
             * @description It was said elsewhere before.
             * @enum {boolean}
             */
            forwarded?: true;
            /** @description The place. */
            location: components["schemas"]["Location"];
            mentions?: components["schemas"]["Person"][];
            /**
             * @description It mentions everybody in the room.
             * @enum {boolean}
             */
            mentions_all?: true;
            /** @description As the sender gave it. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description 1, 2, 3, … among what was said in the chatroom: for counting.
             */
            n: number;
            /** @enum {boolean} */
            pinned?: true;
            /** @description The most frequent first. */
            reactions?: components["schemas"]["Reaction"][];
            /** @description What it answers. */
            reply_to?: components["schemas"]["Quote"];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "location";
        };
        MarksFrame: {
            chatroom: string;
            /**
             * Format: int64
             * @description Up to where entries have reached them.
             */
            delivered: number;
            /**
             * Format: int64
             * @description Of yourself only: the `seq` up to which these count. It comes right after that entry.
             */
            last_seq?: number;
            /**
             * Format: int64
             * @description Up to where they have read; absent if they hide it, or you do.
             */
            read?: number;
            /** @enum {string} */
            type: "marks";
            /**
             * Format: int64
             * @description Of yourself only: messages after `read` that are not your own and not deleted.
             */
            unread?: number;
            /**
             * Format: int64
             * @description Of yourself only: of these, what mentions you.
             */
            unread_mentions?: number;
            user: components["schemas"]["Person"];
        };
        Membership: {
            /** @description Whether it is out of the way, in your archive. */
            archived: boolean;
            /**
             * Format: int64
             * @description Up to where entries have reached you.
             */
            delivered_seq: number;
            /** @description Whether it is one that you want to find at once. */
            favourite: boolean;
            /**
             * Format: date-time
             * @description Until when the room does not disturb you.
             */
            muted_until: string | null;
            /**
             * Format: int64
             * @description Up to where you have read.
             */
            read_seq: number;
            /**
             * Format: int64
             * @description Messages after `read_seq` that are not your own and not deleted.
             */
            unread: number;
            /**
             * Format: int64
             * @description Of these, what mentions you.
             */
            unread_mentions: number;
        };
        Person: {
            display_name: string;
            /** Format: uuid */
            id: string;
            username: string;
        };
        Poll: {
            /**
             * Format: date-time
             * @description When voting ends.
             */
            closes_at?: string;
            /** @description Whether one may choose several. */
            multiple: boolean;
            /** @description Votes name them by their place, counted from 0. */
            options: string[];
            question: string;
            /** @description Of the options that somebody has chosen. */
            votes?: components["schemas"]["VoteCount"][];
        };
        PollMessage: {
            /**
             * Format: int64
             * @description `seq` of the latest change that this shows: of two versions the one with the higher one is the newer.
             */
            changed_seq?: number;
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its words were last changed.
             */
            edited_at?: string;
            /**
             * Format: date-time
             * @description Where messages disappear: from then on its type is `expired`, and nothing else is left of it.
             */
            expires_at?: string;
            /**
             * @description It was said elsewhere before.
             * @enum {boolean}
             */
            forwarded?: true;
            mentions?: components["schemas"]["Person"][];
            /**
             * @description It mentions everybody in the room.
             * @enum {boolean}
             */
            mentions_all?: true;
            /** @description As the sender gave it. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description 1, 2, 3, … among what was said in the chatroom: for counting.
             */
            n: number;
            /** @enum {boolean} */
            pinned?: true;
            poll: components["schemas"]["Poll"];
            /** @description The most frequent first. */
            reactions?: components["schemas"]["Reaction"][];
            /** @description What it answers. */
            reply_to?: components["schemas"]["Quote"];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "poll";
        };
        PresenceFrame: {
            /**
             * Format: date-time
             * @description When their last connection ended; null while they are online, and where they do not show it to you.
             */
            last_seen: string | null;
            /** @description They have a connection, to whichever node. */
            online: boolean;
            /** @enum {string} */
            type: "presence";
            user: components["schemas"]["Person"];
        };
        Quote: {
            attachment?: components["schemas"]["QuotedAttachment"];
            /** @enum {boolean} */
            deleted?: true;
            /** @description Its words, or its caption, cut at 200 characters. */
            message?: string;
            /** @description There unless its type is `expired`: its time is over, and nothing else is left of it. */
            sender?: components["schemas"]["Person"];
            /** Format: int64 */
            seq: number;
            type: string;
        };
        QuotedAttachment: {
            filename: string;
            type: components["schemas"]["AttachmentType"];
        };
        Reaction: {
            /** Format: int32 */
            count: number;
            emoji: string;
            /** @description Usernames of 20 of them at most, the first first. */
            users: string[];
        };
        RequestsFrame: {
            chatroom: string;
            /**
             * Format: int32
             * @description How many do.
             */
            pending: number;
            /** @enum {string} */
            type: "requests";
            /** @description Whose request has come, or was settled. */
            user: components["schemas"]["Person"];
            /** @description Whether they wait to be let in now. */
            waiting: boolean;
        };
        /** @enum {string} */
        Role: "owner" | "admin" | "member";
        RoomFrame: {
            room: components["schemas"]["Chatroom"];
            /** @enum {string} */
            type: "room";
        };
        RoomGoneFrame: {
            chatroom: string;
            code: components["schemas"]["GoneCode"];
            /** @enum {string} */
            type: "room_gone";
        };
        /**
         * @description `direct`: the chat of two people.
         * @enum {string}
         */
        RoomKind: "group" | "direct";
        RoomSettings: {
            /**
             * Format: int32
             * @description Seconds after which messages disappear; null for never. What was said before keeps the time that it was said with.
             */
            disappear_after: number | null;
            /** @description `since_joined`: nobody can read, by any way, what was before they entered. */
            history: components["schemas"]["History"];
            /** @description `approval`: whoever wants to enter waits until owner or admins let them in. */
            join: components["schemas"]["Join"];
            /**
             * Format: int32
             * @description Seconds between two messages of a member; owner and admins are exempt. 0 for none.
             */
            slow_mode: number;
            /** @description Who may add people and make invites. */
            who_can_invite: components["schemas"]["Who"];
            /** @description Who may pin messages. */
            who_can_pin: components["schemas"]["Who"];
            /** @description Who may say something: `admins` makes it a room for announcements. */
            who_can_send: components["schemas"]["Who"];
        };
        SaidMessage: components["schemas"]["TextMessage"] | components["schemas"]["AttachmentMessage"] | components["schemas"]["LocationMessage"] | components["schemas"]["ContactMessage"] | components["schemas"]["PollMessage"] | components["schemas"]["CustomMessage"] | components["schemas"]["DeletedMessage"] | components["schemas"]["ExpiredMessage"];
        SyncedFrame: {
            /**
             * Format: int32
             * @description How many rooms you are in.
             */
            rooms: number;
            /** @enum {string} */
            type: "synced";
        };
        TextMessage: {
            /**
             * Format: int64
             * @description `seq` of the latest change that this shows: of two versions the one with the higher one is the newer.
             */
            changed_seq?: number;
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its words were last changed.
             */
            edited_at?: string;
            /**
             * Format: date-time
             * @description Where messages disappear: from then on its type is `expired`, and nothing else is left of it.
             */
            expires_at?: string;
            /**
             * @description It was said elsewhere before.
             * @enum {boolean}
             */
            forwarded?: true;
            mentions?: components["schemas"]["Person"][];
            /**
             * @description It mentions everybody in the room.
             * @enum {boolean}
             */
            mentions_all?: true;
            message: string;
            /** @description As the sender gave it. */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description 1, 2, 3, … among what was said in the chatroom: for counting.
             */
            n: number;
            /** @enum {boolean} */
            pinned?: true;
            /** @description The most frequent first. */
            reactions?: components["schemas"]["Reaction"][];
            /** @description What it answers. */
            reply_to?: components["schemas"]["Quote"];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "text";
        };
        TypingFrame: {
            /** @description Ends after 6 seconds, and with what they say: you are told either way. */
            active: boolean;
            chatroom: string;
            /** @enum {string} */
            type: "typing";
            user: components["schemas"]["Person"];
        };
        User: {
            /**
             * Format: uri-reference
             * @description Of a picture of 256 × 256 pixels at the most, for whoever is signed in; another one for each picture, and null for none.
             */
            avatar_url: string | null;
            /** @description Whether it is a program that says so. */
            bot: boolean;
            /** Format: date-time */
            created_at: string;
            display_name: string;
            /** Format: uuid */
            id: string;
            username: string;
        };
        /**
         * @description `private`: the room is in nobody’s list, and for whoever is not in it there is none; people are added, or come by an invite.
         * @enum {string}
         */
        Visibility: "public" | "private";
        VoteCount: {
            /** Format: int32 */
            count: number;
            /**
             * Format: int32
             * @description Its place among the poll's options, counted from 0.
             */
            option: number;
            /** @description Usernames of 20 of them at most, the first first. */
            users: string[];
        };
        /**
         * @description Who may say something. `admins` makes it a room for announcements: members read, react and vote.
         * @enum {string}
         */
        Who: "members" | "admins";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
