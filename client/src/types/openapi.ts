// Generated from /docs-json by scripts/client-types.mjs: every type of the client is taken from here. Do not edit.
export interface paths {
    "/attachments": {
        parameters: {
        };
        /**
         * Upload a file
         * @description Takes in one file, of any size up to the limit, to be sent by its `id` afterwards: `{ "type": "attachment", "attachment": { "id": "…" } }`. Until then only the uploader can read it.
         */
        post: operations["Attachments_upload"];
    };
    "/attachments/{id}": {
        parameters: {
        };
        /**
         * Download a file
         * @description The bytes, for the uploader and the members of every chatroom that it was sent to. Understands single byte ranges, `If-Range`, `If-None-Match` and HEAD.
         */
        get: operations["Attachments_download"];
        /**
         * Ask about a file
         * @description What a download would answer, without the bytes: whether it may be read, its type and its size.
         */
        head: operations["Attachments_head"];
    };
    "/attachments/{id}/thumbnail": {
        parameters: {
        };
        /**
         * Download the thumbnail of a picture
         * @description WebP of 320 pixels a side at the most, turned as it is to be shown, without anything but the pixels: for whoever may read the picture. What has a thumbnail has a `thumbnail_url`. Understands what the download of a file understands.
         */
        get: operations["Attachments_thumbnail"];
        /**
         * Ask about a thumbnail
         * @description What its download would answer, without the bytes.
         */
        head: operations["Attachments_headThumbnail"];
    };
    "/auth/login": {
        parameters: {
        };
        /**
         * Sign in
         * @description Starts a session. A user may have MAX_SESSIONS_PER_USER of them (100), one per device; when one more begins, the oldest ends. Too many wrong passwords for one username from one address are answered with 429 for a while, and then so is the right one.
         */
        post: operations["Accounts_login"];
    };
    "/auth/logout": {
        parameters: {
        };
        /**
         * Sign out
         * @description Ends this session. Its tokens and tickets stop working, and its live connections close with 4401, on every node, within a second. Other sessions of the user go on. A token of an external identity provider is a session of its own: it is refused from now on, and others that the provider has issued are not.
         */
        post: operations["Auth_logout"];
    };
    "/auth/me": {
        parameters: {
        };
        /**
         * Who am I
         * @description The user whom the access token stands for.
         */
        get: operations["Me_me"];
        /**
         * Delete your account
         * @description For good, and nobody can bring it back. At once your sessions end, on every node, your profile is empty, and your username is free; whoever takes it inherits nothing. Within seconds, for very much within minutes, you leave every chatroom, everything that you have said is deleted as if by you, and your files, marks, stars, blocks, invites and requests are gone. Where somebody must still be named, it is `{ "id", "username": "deleted", "display_name": "Deleted account" }`. A wrong `password` is `validation_failed` and counts as a failed sign-in. Export first what you want to keep.
         */
        delete: operations["Erasure_erase"];
        /**
         * Change what others see of you
         * @description What you leave out stays as it is. `avatar` is the `id` of a picture that you have uploaded, or `null` for none. Whoever hides a thing does not see others’ either.
         */
        patch: operations["Me_update"];
    };
    "/auth/me/export": {
        parameters: {
        };
        /**
         * Export all that there is of you
         * @description A stream of JSON objects, one a line, each with a `type`: first your `account`, and each `session` that you are signed in with; of each chatroom that you are in a `membership` and a `mark`, and each `request` to be let in; each `message` that you have said, room by room and by `seq`, also in rooms that you have left, with your own words alone: of what you answered its `seq`, and nothing that others have added; of edited ones each earlier `wording`, some lines later; each `upload` that no message shows; then what you have given a `star`, each `report` of yours that is open, whom you `block`, and each browser that is woken up (`push_subscription`). Files are there by their address (`attachment.url`), for as long as they are. Not in it: reactions and votes of yours. Ignore types that you do not know. One at a time on a node: another one there meanwhile is `rate_limited`. With the end of your session the stream breaks off.
         */
        get: operations["Export_export"];
    };
    "/auth/password": {
        parameters: {
        };
        /**
         * Change the password
         * @description Ends all other sessions of the user: their tokens and tickets stop working, and their live connections close with 4401, on every node, within a second. This session goes on, with the tokens that it has. A wrong `current_password` is `validation_failed` and counts as a failed sign-in.
         */
        post: operations["Accounts_changePassword"];
    };
    "/auth/refresh": {
        parameters: {
        };
        /**
         * Refresh
         * @description Exchanges the refresh token for the next access and refresh token. Each refresh token works once, and again within `REFRESH_GRACE` (10 s), where its answer was lost or two tabs have asked at once; using an older one ends the whole session, because one of its two users must have stolen it.
         */
        post: operations["Accounts_refresh"];
    };
    "/auth/register": {
        parameters: {
        };
        /**
         * Register
         * @description Creates a user and signs them in. Keep both tokens: the access token goes with every request, the refresh token gets you the next pair.
         */
        post: operations["Accounts_register"];
    };
    "/auth/sessions": {
        parameters: {
        };
        /**
         * List the devices that you are signed in on
         * @description Your live sessions, the latest sign-in first. Which device it is, is what its client says.
         */
        get: operations["Devices_list"];
    };
    "/auth/sessions/{id}": {
        parameters: {
        };
        /**
         * Sign out of one device
         * @description Ends that session: its tokens and tickets stop working, and its live connections close with 4401, on every node, within a second.
         */
        delete: operations["Devices_end"];
    };
    "/auth/ticket": {
        parameters: {
        };
        /**
         * Get a ticket for a WebSocket
         * @description A browser cannot send an Authorization header with a plain WebSocket. It can put this ticket into the address instead: `ws://host/send-message/{chatroom_name}?ticket=…`. It works once, within `expires_in` seconds, so it does no harm in a log file.
         */
        post: operations["Auth_ticket"];
    };
    "/blocks": {
        parameters: {
        };
        /**
         * List whom you have blocked
         * @description The latest first.
         */
        get: operations["Blocks_list"];
    };
    "/blocks/{username}": {
        parameters: {
        };
        /**
         * Block somebody
         * @description They are not told. They cannot open or use a direct chat with you, do not see whether you are online, cannot add you to rooms, and their mentions of you do not count. At most MAX_BLOCKS_PER_USER (10 000). Twice is the same as once.
         */
        put: operations["Blocks_block"];
        /**
         * Take back a block
         * @description Twice is the same as once.
         */
        delete: operations["Blocks_unblock"];
    };
    "/chatroom/{chatroom_name}": {
        parameters: {
        };
        /**
         * Read a chatroom
         * @description A public room, for everybody who is signed in; a private one and a direct chat, for their members: for others there is none. `role` says what you are in it.
         */
        get: operations["Chatrooms_read"];
        /**
         * Delete a chatroom
         * @description For its owner. Its log goes with it; live connections close with 4404.
         */
        delete: operations["Chatrooms_delete"];
        /**
         * Change a chatroom
         * @description For its owner and admins. What you leave out stays as it is; what is different then is an entry of the log, `room`, with all `changes`. If nothing is, there is none.
         */
        patch: operations["Chatrooms_update"];
    };
    "/chatroom/{chatroom_name}/avatar": {
        parameters: {
        };
        /**
         * Download a chatroom’s picture
         * @description For whoever can see the room: WebP of 256 pixels a side at the most. `avatar_url` names this address, with another ending for each picture.
         */
        get: operations["Chatrooms_avatar"];
        /**
         * Ask about a chatroom’s picture
         * @description What its download would answer, without the bytes.
         */
        head: operations["Chatrooms_headAvatar"];
    };
    "/chatroom/{chatroom_name}/bans": {
        parameters: {
        };
        /**
         * List the bans
         * @description For owner and admins: those that hold, the latest first.
         */
        get: operations["Bans_list"];
    };
    "/chatroom/{chatroom_name}/bans/{username}": {
        parameters: {
        };
        /**
         * Ban somebody
         * @description Owner and admins take somebody out of the room, if they are in it, and keep them out: whoever is banned cannot enter, be added, or use an invite. Admins ban members, the owner admins, too. Again, with another `until` or `reason`, changes it.
         */
        put: operations["Bans_ban"];
        /**
         * End a ban
         * @description For owner and admins. They can enter again, and are not in the room by it. Twice is the same as once.
         */
        delete: operations["Bans_unban"];
    };
    "/chatroom/{chatroom_name}/invites": {
        parameters: {
        };
        /**
         * List the invites
         * @description Those that let somebody in, the latest first: all, for owner and admins; their own, for members.
         */
        get: operations["Invites_list"];
        /**
         * Make an invite
         * @description For whom the setting `who_can_invite` allows it. Whoever has its `code` can come in, past `join: "approval"`, not past a ban; `url` opens it in this server’s page. However many come at once, it never lets in more than `max_uses`.
         */
        post: operations["Invites_create"];
    };
    "/chatroom/{chatroom_name}/invites/{code}": {
        parameters: {
        };
        /**
         * Revoke an invite
         * @description For who has made it, and for owner and admins. It lets nobody in any more; who is in, stays.
         */
        delete: operations["Invites_revoke"];
    };
    "/chatroom/{chatroom_name}/marks": {
        parameters: {
        };
        /**
         * List how far the members are
         * @description In the order in which they came. `read` is absent of who hides it, and if you do.
         */
        get: operations["Receipts_list"];
        /**
         * Mark what you have read
         * @description Moves your marks forward; a lower one than the present changes nothing. With `unread_from`, everything from there on is unread again. Answered after the database has committed it. What you say yourself moves both to it.
         */
        put: operations["Receipts_mark"];
    };
    "/chatroom/{chatroom_name}/me": {
        parameters: {
        };
        /**
         * Mute, archive or favour a chatroom
         * @description For yourself: nobody else sees it. `muted_until: null` ends the muting.
         */
        patch: operations["Receipts_update"];
    };
    "/chatroom/{chatroom_name}/media": {
        parameters: {
        };
        /**
         * List what has an attachment
         * @description Newest first; with `type` only files of that type.
         */
        get: operations["Media_list"];
    };
    "/chatroom/{chatroom_name}/members": {
        parameters: {
        };
        /**
         * List the members
         * @description For members; in the order in which they came. With `q`, those whose username, or any word of their display name, begins so; a page that had to look through very many may then hold fewer than `limit`, or none, and still have a `next_cursor`.
         */
        get: operations["Members_list"];
    };
    "/chatroom/{chatroom_name}/members/{username}": {
        parameters: {
        };
        /**
         * Add somebody
         * @description For whom the setting `who_can_invite` allows it. Also lets in somebody who has asked to be. Their inboxes are told at once. Not somebody who has blocked you.
         */
        put: operations["Members_add"];
        /**
         * Remove a member
         * @description Admins remove members, the owner admins, too. `removed` is in the log, their live connections to the room close with 4403, and the invites that they have made let nobody in any more. They can enter again: a ban keeps them out.
         */
        delete: operations["Members_remove"];
        /**
         * Change a member’s role, or silence them
         * @description The owner makes admins and members, and hands the room over (`role: "owner"`: you are an admin then). Owner and admins silence members: until then they can say nothing through any door. Each is an entry of the log: `role`, `muted`, `unmuted`.
         */
        patch: operations["Members_change"];
    };
    "/chatroom/{chatroom_name}/messages": {
        parameters: {
        };
        /**
         * Read the history
         * @description Ascending by `seq`. With `after_seq` the messages that follow it, with `before_seq` those just before it, with neither the newest.
         */
        get: operations["Messaging_history"];
    };
    "/chatroom/{chatroom_name}/messages/{seq}": {
        parameters: {
        };
        /**
         * Read one message
         * @description Any entry of the log, as it is now.
         */
        get: operations["Details_message"];
    };
    "/chatroom/{chatroom_name}/messages/{seq}/reactions": {
        parameters: {
        };
        /**
         * List the reactions to a message
         * @description Everybody’s, with times, who reacted first first. The message itself has them counted.
         */
        get: operations["Details_reactions"];
    };
    "/chatroom/{chatroom_name}/messages/{seq}/receipts": {
        parameters: {
        };
        /**
         * See whom a message has reached
         * @description Every member but the sender is in exactly one of the three. Whoever hides what they have read counts as `delivered`. Only in rooms of up to RECEIPTS_MAX_MEMBERS (256) members.
         */
        get: operations["Receipts_ofMessage"];
    };
    "/chatroom/{chatroom_name}/messages/{seq}/star": {
        parameters: {
        };
        /**
         * Star a message
         * @description For yourself: nobody else sees it. Twice is the same as once; it stays where it was in your list.
         */
        put: operations["Stars_star"];
        /**
         * Take your star from a message
         * @description Twice is the same as once.
         */
        delete: operations["Stars_unstar"];
    };
    "/chatroom/{chatroom_name}/messages/{seq}/versions": {
        parameters: {
        };
        /**
         * List the earlier wordings of a message
         * @description For its author, and for the owner and admins. The first wording first; none once it is deleted.
         */
        get: operations["Details_versions"];
    };
    "/chatroom/{chatroom_name}/messages/{seq}/votes": {
        parameters: {
        };
        /**
         * List the votes in a poll
         * @description Everybody’s, with times, who voted first first. The poll itself has them counted.
         */
        get: operations["Details_votes"];
    };
    "/chatroom/{chatroom_name}/reports": {
        parameters: {
        };
        /**
         * List the reports
         * @description For owner and admins: those that nobody has closed, the latest first, with the messages as they are now.
         */
        get: operations["Reports_list"];
    };
    "/chatroom/{chatroom_name}/reports/{seq}": {
        parameters: {
        };
        /**
         * Report a message
         * @description For members: owner and admins are to look at it. Nobody else sees it, and nobody in the room is told. Again, with another `reason`, changes it.
         */
        put: operations["Reports_report"];
        /**
         * Close the reports of a message
         * @description For owner and admins, once they have seen to it: all that there are of the message.
         */
        delete: operations["Reports_close"];
    };
    "/chatroom/{chatroom_name}/requests": {
        parameters: {
        };
        /**
         * List who asks to come in
         * @description For owner and admins: who has entered while the setting `join` is `approval`, the latest first. Adding them lets them in.
         */
        get: operations["Requests_list"];
    };
    "/chatroom/{chatroom_name}/requests/{username}": {
        parameters: {
        };
        /**
         * Refuse somebody, or ask no more
         * @description For owner and admins: who is refused is not told, and can ask again; a ban keeps them out. Under your own username, you take back your request.
         */
        delete: operations["Requests_refuse"];
    };
    "/chatroom/{chatroom_name}/timeline": {
        parameters: {
        };
        /**
         * Read the timeline
         * @description As a person reads the room: what was said, and events, without the changes, ascending by `seq`. `before_seq`, `after_seq` and the newest as in the history; with `around_seq` that entry is in the middle.
         */
        get: operations["Messaging_timeline"];
    };
    "/chatroom/create": {
        parameters: {
        };
        /**
         * Create a chatroom
         * @description You become its first member and its owner; the log starts with your `joined` as `seq` 1. Names that begin with `direct.` are those of direct chats.
         */
        post: operations["Chatrooms_create"];
    };
    "/direct/{username}": {
        parameters: {
        };
        /**
         * Open a direct chat
         * @description The one chatroom of you and somebody else, `kind: "direct"`, whoever of you asks and however often at once; `peer` is the other one. It has you two as its members for ever: nobody enters, is added or leaves, and nobody else sees that it is there. They may not take it from you (`privacy.direct`, or a block); an open one stays, whatever `privacy.direct` says later.
         */
        post: operations["DirectChats_open"];
    };
    "/enter-chatroom/{chatroom_name}": {
        parameters: {
        };
        /**
         * Enter a chatroom
         * @description Makes you a member and writes `joined` into the log. Entering twice is the same as once. However many enter at once, no room ever holds more than its `max_members`. Where the setting `join` is `approval`, it asks owner and admins to let you in: 202, and once they do, you are told so by your inbox.
         */
        post: operations["Membership_enter"];
    };
    "/inbox": {
        parameters: {
        };
        /**
         * List your chatrooms by activity
         * @description What a chat app opens with: the latest activity first, each room with what was said last and what is left to read. What moves up while you read on is in the first page again.
         */
        get: operations["Inbox_list"];
    };
    "/invites/{code}": {
        parameters: {
        };
        /**
         * See where an invite leads
         * @description For everybody who is signed in and has its code, also to a private room.
         */
        get: operations["Invitations_preview"];
        /**
         * Come in with an invite
         * @description Makes you a member, past `join: "approval"`, not past a ban. Whoever is a member stays so, whatever has become of the invite.
         */
        post: operations["Invitations_use"];
    };
    "/invites/{code}/avatar": {
        parameters: {
        };
        /**
         * Download the picture of the room that an invite leads to
         * @description WebP of 256 pixels a side at the most; `avatar_url` of the invite names this address.
         */
        get: operations["Invitations_avatar"];
        /**
         * Ask about the picture of the room that an invite leads to
         * @description What its download would answer, without the bytes.
         */
        head: operations["Invitations_headAvatar"];
    };
    "/leave-chatroom/{chatroom_name}": {
        parameters: {
        };
        /**
         * Leave a chatroom
         * @description Writes `left` into the log and closes your live connections to the room with 4403. If the owner leaves, the longest-standing admin, else member, becomes owner; an empty public room stays, and its next entrant owns it; an empty private room is deleted.
         */
        post: operations["Membership_leave"];
    };
    "/list-chatroom": {
        parameters: {
        };
        /**
         * List chatrooms
         * @description Public rooms and your own, newest first, a page at a time. A page that had to look through very many names may hold fewer than `limit`, or none, and still have a `next_cursor`.
         */
        get: operations["Chatrooms_list"];
    };
    "/push/key": {
        parameters: {
        };
        /**
         * Get the key to subscribe with
         * @description A browser’s `applicationServerKey`: `registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })`. It stays the same for as long as the database lives.
         */
        get: operations["Push_key"];
    };
    "/push/subscriptions": {
        parameters: {
        };
        /**
         * Be woken up on this browser
         * @description The body is the browser’s PushSubscription, as `JSON.stringify` writes it. While you have no live connection, what comes in a room that you have not muted, or that mentions you, is pushed: one push for each room, encrypted for this browser, `{ chatroom, seq, unread, type, sender, message? }`. The next one takes its place; once you have read it, wherever, one with `unread: 0` withdraws it. Twice is the same as once; the browser is of whoever said so last, until its session ends. At most MAX_PUSH_SUBSCRIPTIONS (20): then the oldest is forgotten.
         */
        put: operations["Push_subscribe"];
        /**
         * Be left alone on this browser
         * @description Before one signs out on it, for one. Twice is the same as once.
         */
        delete: operations["Push_unsubscribe"];
    };
    "/search": {
        parameters: {
        };
        /**
         * Find messages
         * @description In the rooms that you are in, what you may read there, newest first: by whole words and beginnings of words of its text, caption, file name or question, in any script; neither case nor accents make a difference. What was said is found within two seconds, an edited message by its new words. A page that had to look through very many messages may hold fewer than `limit`, or none, and still have a `next_cursor`.
         */
        get: operations["Search_find"];
    };
    "/send-message/{chatroom_name}": {
        parameters: {
        };
        /**
         * Send a message
         * @description The same body, checks, stored message and answer as through the two socket doors at this address. Answered after the database has committed it.
         */
        post: operations["Messaging_send"];
    };
    "/starred": {
        parameters: {
        };
        /**
         * List the messages that you have starred
         * @description The latest star first, over all rooms that you are in now. A page that had to look through very many stars of rooms that you have left may hold fewer than `limit`, or none, and still have a `next_cursor`.
         */
        get: operations["Stars_list"];
    };
    "/users": {
        parameters: {
        };
        /**
         * Find people
         * @description By how their username begins, or any word of their display name, in any script; neither the case of the letters nor the accents on them make a difference. In the order of what was found. A page that had to look through very many may hold fewer than `limit`, or none, and still have a `next_cursor`.
         */
        get: operations["People_find"];
    };
    "/users/{username}": {
        parameters: {
        };
        /**
         * See somebody
         * @description Whether they are online, and when they last were, as far as both of you show it to each other: `privacy.last_seen`, and blocks.
         */
        get: operations["People_read"];
    };
    "/users/{username}/avatar": {
        parameters: {
        };
        /**
         * Download somebody’s picture
         * @description WebP of 256 pixels a side at the most. `avatar_url` names this address, with another ending for each picture: what was downloaded from one need not be asked for again.
         */
        get: operations["People_avatar"];
        /**
         * Ask about a picture
         * @description What its download would answer, without the bytes.
         */
        head: operations["People_headAvatar"];
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AdminReport: {
            /** @description In which chatroom; a direct chat's name, too. */
            chatroom: string;
            /** Format: date-time */
            created_at: string;
            message: components["schemas"]["SaidMessage"];
            /** @description What is wrong with it, as whoever has reported it says. */
            reason: string;
            /** Format: int64 */
            seq: number;
            /** @description Who has reported it. */
            user: components["schemas"]["User"];
        };
        AdminReportPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            reports: components["schemas"]["AdminReport"][];
        };
        AdminUser: {
            /** @description What you say of yourself. */
            about: string;
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
            /** @description By which you know them; null unless you have said so. */
            external_id: string | null;
            /** Format: uuid */
            id: string;
            privacy: components["schemas"]["Privacy"];
            username: string;
        };
        AdminUserPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            users: components["schemas"]["AdminUser"][];
        };
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
        AttachmentContent: {
            /**
             * Format: byte
             * @description Base64, also without padding, in its alphabet for addresses, or in lines; over Socket.IO it may also be raw bytes.
             */
            content: string;
            /** @description Of a sound or a film: seconds, where you know them; else they are read from the file. */
            duration?: number | null;
            /** @description A path before it is cut off, and a name of more than 255 characters in its middle. */
            filename: string;
            type: components["schemas"]["AttachmentType"];
            /** @description A voice note: Opus in Ogg or WebM, AAC in MP4 or QuickTime, or MP3, with the type `audio`. */
            voice?: boolean | null;
            /** @description Of a voice note: how loud it is from its beginning to its end; else it is computed from Opus and MP3. */
            waveform?: number[] | null;
        };
        AttachmentDraft: {
            /** @description The file itself, or the `id` of an upload. */
            attachment: components["schemas"]["DraftAttachment"];
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Usernames of members, or `@all` among them. */
            mentions?: string[] | null;
            /** @description A caption. */
            message?: string | null;
            /** @description Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description `seq` of the message that this answers: everybody gets it quoted.
             */
            reply_to?: number | null;
            /** @enum {string} */
            type: "attachment";
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
        AttachmentReference: {
            /**
             * Format: uuid
             * @description The `id` that `POST /attachments` answered; your own upload.
             */
            id: string;
        };
        /** @enum {string} */
        AttachmentType: "image" | "video" | "audio" | "document";
        /**
         * @description Whether you are online, and when you last were.
         * @enum {string}
         */
        Audience: "everyone" | "shared_rooms" | "nobody";
        Ban: {
            banned_by: components["schemas"]["User"];
            /** Format: date-time */
            created_at: string;
            /** @description As whoever has banned them gave it; null without one. */
            reason: string | null;
            /**
             * Format: date-time
             * @description Null for ever.
             */
            until: string | null;
            user: components["schemas"]["User"];
        };
        BannedMessage: {
            /** @description Who has done it: the sender. */
            by: components["schemas"]["Person"];
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "banned";
            /**
             * Format: date-time
             * @description Until when; without it, for ever.
             */
            until?: string;
            /** @description Whom it is about. */
            user: components["schemas"]["Person"];
        };
        BanPage: {
            bans: components["schemas"]["Ban"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        ChangeMember: {
            /**
             * Format: date-time
             * @description Until when they can say nothing, a far time for always; null ends it. Only members can be silenced.
             */
            muted_until?: string | null;
            /** @description `owner` hands the room over to them: you are an admin then. */
            role?: (string & components["schemas"]["Role"]) | null;
        };
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
            role: (string & components["schemas"]["Role"]) | null;
            settings: components["schemas"]["RoomSettings"];
            /** @description `private`: for who is not a member it does not exist. */
            visibility: components["schemas"]["Visibility"];
        };
        ChatroomPage: {
            chatrooms: components["schemas"]["Chatroom"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
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
        ContactDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /** @description One card for each person. */
            contacts: components["schemas"]["DraftContact"][];
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Usernames of members, or `@all` among them. */
            mentions?: string[] | null;
            /** @description Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description `seq` of the message that this answers: everybody gets it quoted.
             */
            reply_to?: number | null;
            /** @enum {string} */
            type: "contact";
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
        CreateBan: {
            /** @description For the owner and the admins. */
            reason?: string | null;
            /**
             * Format: date-time
             * @description Until when, a time to come; without it, for ever.
             */
            until?: string | null;
        };
        CreateChatroom: {
            /** @description What it is for: everybody sees it who sees the room. */
            description?: string | null;
            /**
             * Format: int32
             * @description How many it can hold, you included.
             */
            max_members: number;
            /** @description Whatever your app wants to keep with the room: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description Letters and digits of any script, `_`, `-`, `.`; a letter or digit first. */
            name: string;
            /** @description What is left out is as by default. */
            settings?: components["schemas"]["Settings"] | null;
            /**
             * @description `private`: the room is in nobody’s list, and for whoever is not in it there is none; people are added, or come by an invite.
             * @default public
             */
            visibility?: (string & components["schemas"]["Visibility"]) | null;
        };
        CreateInvite: {
            /**
             * Format: int32
             * @description Seconds; without it, it lets people in until it is revoked.
             */
            expires_in?: number | null;
            /**
             * Format: int32
             * @description How many it lets in; without it, any number.
             */
            max_uses?: number | null;
        };
        CreateKey: {
            /** @description 1–100 characters: what you know it by. */
            name: string;
            /** @description What it may do. */
            scopes: components["schemas"]["Scope"][];
        };
        CreateReport: {
            /** @description What is wrong with it, in your words: for the owner and the admins. */
            reason: string;
        };
        CreateWebhook: {
            /** @description Only what happens in these; without it, everything. */
            chatrooms?: string[] | null;
            /** @description Which: their types, `message.*` and the like for all of a kind, `*` for all. */
            events: string[];
            /** @description Where events are sent. Private, loopback and link-local addresses are refused, unless WEBHOOK_PRIVATE_ADDRESSES allows them. */
            url: string;
        };
        CustomDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /** @description JSON of your app, 16 kB at most; or an encrypted body, as text. */
            content: components["schemas"]["AnyJson"];
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Usernames of members, or `@all` among them. */
            mentions?: string[] | null;
            /** @description What to show where it is not understood. */
            message?: string | null;
            /** @description Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description `seq` of the message that this answers: everybody gets it quoted.
             */
            reply_to?: number | null;
            /** @enum {string} */
            type: "custom";
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
        DeleteDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /**
             * Format: int64
             * @description `seq` of the message that is changed.
             */
            target_seq: number;
            /** @enum {string} */
            type: "delete";
        };
        DeleteMessage: {
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            target?: components["schemas"]["SaidMessage"];
            /**
             * Format: int64
             * @description `seq` of what it changes.
             */
            target_seq: number;
            /** @enum {string} */
            type: "delete";
        };
        Delivery: {
            /** Format: date-time */
            at: string;
            /**
             * Format: int32
             * @description 1 for the first.
             */
            attempt: number;
            /** @description Why none came. */
            error?: string;
            event_id: string;
            /** Format: int64 */
            id: number;
            /**
             * Format: int32
             * @description Of the answer; null where none came.
             */
            status: number | null;
        };
        DeliveryPage: {
            deliveries: components["schemas"]["Delivery"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        Dependencies: {
            /**
             * @description How nodes tell each other of new messages. Without it they are late by FEED_CHECK_INTERVAL at most, so it does not count:
             *     most often it is away for all nodes, and a service that is a few seconds late is better than none.
             * @enum {string}
             */
            bus: "up" | "down";
            /**
             * @description PostgreSQL. Unless it is up and can store something, the node is not ready.
             * @enum {string}
             */
            database: "up" | "down" | "read_only" | "disk_full";
        };
        Device: {
            /**
             * Format: date-time
             * @description When they signed in.
             */
            created_at: string;
            /** @description Whether it is the session that asks. */
            current: boolean;
            /**
             * Format: uuid
             * @description Of the session.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was used last, or connected, to a minute or two.
             */
            last_seen_at: string;
            /** @description What the client called itself when it signed in or refreshed its tokens last. */
            user_agent: string | null;
        };
        DevicePage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            sessions: components["schemas"]["Device"][];
        };
        Draft: components["schemas"]["TextDraft"] | components["schemas"]["AttachmentDraft"] | components["schemas"]["LocationDraft"] | components["schemas"]["ContactDraft"] | components["schemas"]["PollDraft"] | components["schemas"]["CustomDraft"] | components["schemas"]["ForwardDraft"] | components["schemas"]["EditDraft"] | components["schemas"]["DeleteDraft"] | components["schemas"]["ReactionDraft"] | components["schemas"]["VoteDraft"] | components["schemas"]["PinDraft"];
        DraftAttachment: components["schemas"]["AttachmentContent"] | components["schemas"]["AttachmentReference"];
        DraftContact: {
            /** @description Addresses of e-mail, as they are written; nobody checks them. */
            emails?: string[] | null;
            /** @description What people call them; one line. */
            name: string;
            /** @description As they are dialled, or however they are written. */
            phones?: string[] | null;
            /** @description Of somebody who is here; nobody checks that they are. */
            username?: string | null;
        };
        DraftLocation: {
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
            /** @description What people call it; one line. */
            name?: string | null;
        };
        DraftPoll: {
            /**
             * Format: date-time
             * @description When voting ends: a time to come.
             */
            closes_at?: string | null;
            /** @description Whether one may choose several. */
            multiple?: boolean | null;
            /** @description No two the same. Votes name them by their place, counted from 0. */
            options: string[];
            question: string;
        };
        DraftSource: {
            /** @description The `name` of the chatroom in which it was said; you are a member there. */
            chatroom: string;
            /**
             * Format: int64
             * @description Its `seq` there.
             */
            seq: number;
        };
        EditDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /** @description Of `custom` only: its new content. */
            content?: components["schemas"]["AnyJson"];
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description The new text or caption. Of `custom` it may be left out, if there is new `content`. */
            message?: string | null;
            /**
             * Format: int64
             * @description `seq` of the message that is changed.
             */
            target_seq: number;
            /** @enum {string} */
            type: "edit";
        };
        EditMessage: {
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /** @description Of a `custom` message, likewise. */
            content?: components["schemas"]["AnyJson"];
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /** @description Its words, as long as no later edit has replaced them. */
            message?: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            target?: components["schemas"]["SaidMessage"];
            /**
             * Format: int64
             * @description `seq` of what it changes.
             */
            target_seq: number;
            /** @enum {string} */
            type: "edit";
        };
        Erase: {
            /** @description Yours. Whoever signs in with an identity provider has none here, and leaves it out. */
            password?: string | null;
        };
        /**
         * @description Stable: what a program decides by.
         * @enum {string}
         */
        ErrorCode: "validation_failed" | "unauthenticated" | "forbidden" | "not_a_member" | "muted" | "banned" | "not_found" | "chatroom_not_found" | "message_not_found" | "attachment_not_found" | "user_not_found" | "invite_not_found" | "chatroom_exists" | "username_taken" | "chatroom_full" | "client_id_reused" | "seq_unknown" | "conflict" | "too_late" | "payload_too_large" | "unsupported_media_type" | "range_not_satisfiable" | "rate_limited" | "internal" | "unavailable";
        Event: {
            /** Format: date-time */
            created_at: string;
            /**
             * @description As it is now, never as it was: of `message.` and `member.` the entry, of `user.` the Person, of `chatroom.created` the Chatroom
             *     and of `.deleted` its `name`, of `report.` `{ chatroom, seq, user, message?, reason?, created_at? }`, of `message.unseen`
             *     `{ chatroom, seq, user, unread, message? }`.
             * @example {
             *       "chatroom": "whatsapp_chatroom2",
             *       "seq": 42,
             *       "n": 40,
             *       "type": "text",
             *       "message": "Hello"
             *     }
             */
            data: {
                [key: string]: unknown;
            };
            /** @description The same whenever it is told; as `after`, what comes after it. */
            id: string;
            /**
             * @description `message.<type>` of an entry that was said or changes one, `member.<type>` of all other entries; `chatroom.created`, `.deleted`,
             *     `user.created`, `.updated`, `.erased`, `report.created`, `.closed`, `message.unseen`.
             */
            type: string;
        };
        EventPage: {
            /** @description For the next call, also where there is no event. */
            cursor: string;
            events: components["schemas"]["Event"][];
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
        ForwardDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            forward: components["schemas"]["DraftSource"];
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Usernames of members, or `@all` among them. */
            mentions?: string[] | null;
            /** @description Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description `seq` of the message that this answers: everybody gets it quoted.
             */
            reply_to?: number | null;
            /** @enum {string} */
            type: "forward";
        };
        Health: {
            dependencies: components["schemas"]["Dependencies"];
            /** @enum {string} */
            status: "ok" | "draining" | "unavailable";
        };
        /**
         * @description `since_joined`: nobody can read, by any way, what was before they last entered. It can be changed at any time, and holds at once.
         * @enum {string}
         */
        History: "all" | "since_joined";
        InboxPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            /** @description Latest activity first: what was said last, or your entering if that was later. */
            rooms: components["schemas"]["Chatroom"][];
        };
        Invitation: {
            chatroom: components["schemas"]["InvitingRoom"];
            created_by: components["schemas"]["User"];
        };
        Invite: {
            /** @description Whoever has it may come in. */
            code: string;
            created_by: components["schemas"]["User"];
            /**
             * Format: date-time
             * @description Null for never.
             */
            expires_at: string | null;
            /**
             * Format: int32
             * @description Null for any number.
             */
            max_uses: number | null;
            /**
             * Format: uri-reference
             * @description Of this server’s page, where whoever opens it sees the room and can enter it.
             */
            url: string;
            /**
             * Format: int32
             * @description How many have come in with it.
             */
            uses: number;
        };
        InvitePage: {
            invites: components["schemas"]["Invite"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        InvitingRoom: {
            /**
             * Format: uri-reference
             * @description Its picture; null without one.
             */
            avatar_url: string | null;
            description: string;
            /** Format: int32 */
            max_members: number;
            /** Format: int32 */
            member_count: number;
            name: string;
        };
        IssueTokens: {
            /**
             * Format: int32
             * @description Seconds after which the session is over, however often it is refreshed; as long as others unless given.
             */
            expires_in?: number | null;
        };
        /**
         * @description `approval`: whoever wants to enter asks, and waits until owner or admins let them in. An invite leads past that.
         * @enum {string}
         */
        Join: "open" | "approval";
        JoinedMessage: {
            /** @description Who has added them, or let them in. */
            by?: components["schemas"]["Person"];
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "joined";
        };
        JoinRequest: {
            /**
             * Format: date-time
             * @description When they have asked.
             */
            created_at: string;
            user: components["schemas"]["User"];
        };
        JoinRequestPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            requests: components["schemas"]["JoinRequest"][];
        };
        LeftMessage: {
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "left";
        };
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
        LocationDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The place. */
            location: components["schemas"]["DraftLocation"];
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Usernames of members, or `@all` among them. */
            mentions?: string[] | null;
            /** @description Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description `seq` of the message that this answers: everybody gets it quoted.
             */
            reply_to?: number | null;
            /** @enum {string} */
            type: "location";
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
        Login: {
            password: string;
            /** @description Case makes no difference. */
            username: string;
        };
        Marks: {
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
            /**
             * Format: int64
             * @description Messages after `read` that are not your own and not deleted.
             */
            unread: number;
            /**
             * Format: int64
             * @description Of these, what mentions you.
             */
            unread_mentions: number;
        };
        MarksPage: {
            marks: components["schemas"]["MemberMarks"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        Me: {
            /** @description What you say of yourself. */
            about: string;
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
            privacy: components["schemas"]["Privacy"];
            username: string;
        };
        Member: {
            /** Format: date-time */
            joined_at: string;
            /**
             * Format: date-time
             * @description Until when they are silenced by owner or admins; null for not at all.
             */
            muted_until: string | null;
            /** @description Whether they are there; only in lists, and where both of you show it to each other. */
            online?: boolean;
            role: components["schemas"]["Role"];
            user: components["schemas"]["User"];
        };
        MemberMarks: {
            /**
             * Format: int64
             * @description Up to where entries have reached them.
             */
            delivered: number;
            /**
             * Format: int64
             * @description Up to where they have read; absent if they hide it, or you do.
             */
            read?: number;
            user: components["schemas"]["Person"];
        };
        MemberPage: {
            members: components["schemas"]["Member"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
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
        Message: components["schemas"]["TextMessage"] | components["schemas"]["AttachmentMessage"] | components["schemas"]["LocationMessage"] | components["schemas"]["ContactMessage"] | components["schemas"]["PollMessage"] | components["schemas"]["CustomMessage"] | components["schemas"]["DeletedMessage"] | components["schemas"]["ExpiredMessage"] | components["schemas"]["EditMessage"] | components["schemas"]["DeleteMessage"] | components["schemas"]["ReactionMessage"] | components["schemas"]["VoteMessage"] | components["schemas"]["PinMessage"] | components["schemas"]["JoinedMessage"] | components["schemas"]["LeftMessage"] | components["schemas"]["RemovedMessage"] | components["schemas"]["BannedMessage"] | components["schemas"]["UnbannedMessage"] | components["schemas"]["MutedMessage"] | components["schemas"]["UnmutedMessage"] | components["schemas"]["RoleMessage"] | components["schemas"]["RoomMessage"];
        MessageList: {
            messages: components["schemas"]["Message"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        MessagePage: {
            /** @description Whether the log goes on in the direction that was asked for: later with `after_seq`, otherwise earlier. */
            has_more: boolean;
            /** @description Which log they are of: give it back as `log` beside `after_seq`, and with what you send. */
            log: string;
            /** @description Ascending by `seq`. */
            messages: components["schemas"]["Message"][];
        };
        MoveMarks: {
            /**
             * Format: int64
             * @description Entries have reached you up to here.
             */
            delivered?: number | null;
            /**
             * Format: int64
             * @description You have read up to here; it has reached you, too.
             */
            read?: number | null;
            /**
             * Format: int64
             * @description From here on all is to be unread, also what you have read. With no other field.
             */
            unread_from?: number | null;
        };
        MutedMessage: {
            /** @description Who has done it: the sender. */
            by: components["schemas"]["Person"];
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "muted";
            /**
             * Format: date-time
             * @description From when on they can speak again.
             */
            until: string;
            /** @description Whom it is about. */
            user: components["schemas"]["Person"];
        };
        NewServerKey: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            /** @description For `Authorization: Bearer …`. Keep it now: it is not shown again. */
            key: string;
            name: string;
            scopes: components["schemas"]["Scope"][];
        };
        NewWebhook: {
            /** @description Null for all. */
            chatrooms: string[] | null;
            /** Format: date-time */
            created_at: string;
            events: string[];
            /** Format: uuid */
            id: string;
            paused: boolean;
            /** @description Where nobody has asked for it. */
            paused_because?: string;
            /** @description Signs what is sent, as Standard Webhooks say. Shown once. */
            secret: string;
            url: string;
        };
        Password: {
            current_password: string;
            /** @description 8–128 characters, any of them. */
            new_password: string;
        };
        Person: {
            display_name: string;
            /** Format: uuid */
            id: string;
            username: string;
        };
        PinDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description `false` takes it down again. */
            pinned: boolean;
            /**
             * Format: int64
             * @description `seq` of the message that is changed.
             */
            target_seq: number;
            /** @enum {string} */
            type: "pin";
        };
        PinMessage: {
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /** @description `false` where it was taken down. */
            pinned: boolean;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            target?: components["schemas"]["SaidMessage"];
            /**
             * Format: int64
             * @description `seq` of what it changes.
             */
            target_seq: number;
            /** @enum {string} */
            type: "pin";
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
        PollDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Usernames of members, or `@all` among them. */
            mentions?: string[] | null;
            /** @description Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            poll: components["schemas"]["DraftPoll"];
            /**
             * Format: int64
             * @description `seq` of the message that this answers: everybody gets it quoted.
             */
            reply_to?: number | null;
            /** @enum {string} */
            type: "poll";
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
        Privacy: {
            /** @description Who may open a direct chat with you. */
            direct: components["schemas"]["Audience"];
            /** @description Whether you are online, and when you last were. */
            last_seen: components["schemas"]["Audience"];
            /** @description Whether others see how far you have read. */
            read_receipts: boolean;
        };
        Problem: {
            /** @description Stable: what a program decides by. */
            code: components["schemas"]["ErrorCode"];
            detail: string;
            /** @description Which fields are wrong; with `validation_failed`. */
            errors?: components["schemas"]["FieldProblem"][];
            /**
             * Format: uuid
             * @description The answer's `X-Request-Id`, for a bug report.
             */
            request_id: string;
            /** Format: int32 */
            status: number;
            title: string;
            type: string;
        };
        Profile: {
            /** @description What they say of themselves. */
            about: string;
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
            /**
             * Format: date-time
             * @description When their last connection ended; null while they are online, and where they do not show it to you.
             */
            last_seen: string | null;
            /** @description Whether they have a connection; false, too, where they do not show it to you. */
            online: boolean;
            username: string;
        };
        PushKey: {
            /** @description The public key of this server (VAPID, P-256, base64url): a browser's `applicationServerKey`. */
            key: string;
        };
        PushKeys: {
            /** @description The secret that it shares with this server. */
            auth: string;
            /** @description Its public key, to which what is pushed is encrypted. */
            p256dh: string;
        };
        PutUser: {
            /** @description What you say of yourself. */
            about?: string | null;
            /**
             * Format: uuid
             * @description The `id` of a picture that you have uploaded. A copy of it is made, of 256 × 256 pixels at the most, without anything but the pixels: the upload may go. `null` takes the picture away.
             */
            avatar?: string | null;
            /** @description Whether they are a program, and everybody sees that they are. */
            bot?: boolean | null;
            /** @description 1–100 characters: what others see. */
            display_name?: string | null;
            /** @description By which you know them: 1–200 characters, somebody’s alone. `null` takes it away. */
            external_id?: string | null;
            /** @description What is left out of it stays as it is. */
            privacy?: components["schemas"]["UpdatePrivacy"] | null;
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
        Reached: {
            /** Format: int64 */
            delivered: number;
            /** Format: int64 */
            read: number;
        };
        Reaction: {
            /** Format: int32 */
            count: number;
            emoji: string;
            /** @description Usernames of 20 of them at most, the first first. */
            users: string[];
        };
        ReactionDetail: {
            /** Format: date-time */
            created_at: string;
            emoji: string;
            user: components["schemas"]["Person"];
        };
        ReactionDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: emoji
             * @description Exactly one emoji: it replaces the one that you gave before. `null` takes it back.
             */
            emoji: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /**
             * Format: int64
             * @description `seq` of the message that is changed.
             */
            target_seq: number;
            /** @enum {string} */
            type: "reaction";
        };
        ReactionMessage: {
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /**
             * Format: emoji
             * @description In its one full form, such as `❤️` with its U+FE0F; `null` where it was taken back.
             */
            emoji: string | null;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            target?: components["schemas"]["SaidMessage"];
            /**
             * Format: int64
             * @description `seq` of what it changes.
             */
            target_seq: number;
            /** @enum {string} */
            type: "reaction";
        };
        ReactionPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            /** @description Who reacted first comes first; whoever takes another emoji reacts anew. */
            reactions: components["schemas"]["ReactionDetail"][];
        };
        Receipts: {
            /** @description Whom it has reached; also who has read it, if they hide that, or you do. */
            delivered: components["schemas"]["Person"][];
            /**
             * Format: int32
             * @description How many it has not reached.
             */
            pending: number;
            /** @description Who has read it. */
            read: components["schemas"]["Person"][];
        };
        Refresh: {
            /** @description The one that came last: each works once, and again for REFRESH_GRACE (10 s) in case the answer was lost. */
            refresh_token: string;
        };
        Register: {
            /** @description 1–100 characters: what others see. The username as you wrote it, unless given. */
            display_name?: string | null;
            /** @description 8–128 characters, any of them. */
            password: string;
            /** @description 3–32 letters a–z, digits, `_`, `.` or `-`. Case makes no difference: it is stored in lower case. */
            username: string;
        };
        RemovedMessage: {
            /** @description Who has done it: the sender. */
            by: components["schemas"]["Person"];
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "removed";
            /** @description Whom it is about. */
            user: components["schemas"]["Person"];
        };
        Replay: {
            /** @description The `id` of an event, or a `cursor` of `GET /admin/events`: what comes after it is sent again. */
            after: string;
        };
        Report: {
            /** Format: date-time */
            created_at: string;
            message: components["schemas"]["SaidMessage"];
            /** @description What is wrong with it, as whoever has reported it says. */
            reason: string;
            /** Format: int64 */
            seq: number;
            /** @description Who has reported it. */
            user: components["schemas"]["User"];
        };
        ReportPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            reports: components["schemas"]["Report"][];
        };
        Requested: {
            /** @enum {string} */
            status: "requested";
        };
        /** @enum {string} */
        Role: "owner" | "admin" | "member";
        RoleMessage: {
            /** @description Who has done it: the sender. */
            by: components["schemas"]["Person"];
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /** @description What they are now. */
            role: components["schemas"]["Role"];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "role";
            /** @description Whom it is about. */
            user: components["schemas"]["Person"];
        };
        /**
         * @description `direct`: the chat of two people.
         * @enum {string}
         */
        RoomKind: "group" | "direct";
        RoomMessage: {
            /** @description Who has done it: the sender. */
            by: components["schemas"]["Person"];
            /** @description What is different now, with the new values, named as in the Chatroom; a field of `metadata` that is null is gone. */
            changes: {
                [key: string]: unknown;
            };
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "room";
        };
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
        /**
         * @description What it may do.
         * @enum {string}
         */
        Scope: "users" | "chatrooms" | "messages" | "events" | "webhooks" | "moderation" | "stats";
        /**
         * @description What of it the highlights are in: its words or caption, its attachment’s file name, or its poll’s question.
         * @enum {string}
         */
        SearchedField: "message" | "filename" | "question";
        /** @enum {string} */
        SearchedType: "text" | "attachment" | "poll" | "custom";
        SearchResult: {
            /** @description What of it the highlights are in: its words or caption, its attachment’s file name, or its poll’s question. */
            field: components["schemas"]["SearchedField"];
            /** @description From where to where what was looked for stands in that field, in UTF-16 units, as `slice` of JavaScript counts. */
            highlights: number[][];
            message: components["schemas"]["SaidMessage"];
        };
        SearchResults: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            results: components["schemas"]["SearchResult"][];
        };
        ServerKey: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            scopes: components["schemas"]["Scope"][];
        };
        ServerKeyPage: {
            keys: components["schemas"]["ServerKey"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        Session: {
            /** @description Goes into `Authorization: Bearer …`, `auth.token` or the first frame. A JWT; treat it as opaque. */
            access_token: string;
            /**
             * Format: int32
             * @description Seconds until the access token expires.
             */
            expires_in: number;
            /** @description For the next `POST /auth/refresh`; each works once, and for a few seconds again if the answer was lost. */
            refresh_token: string;
            /** @enum {string} */
            token_type: "Bearer";
            user: components["schemas"]["User"];
        };
        Settings: {
            /**
             * Format: int32
             * @description Seconds after which messages disappear, also from the disk; `null` for never. What was said before keeps the time that it was said with.
             * @default null
             */
            disappear_after?: number | null;
            /**
             * @description `since_joined`: nobody can read, by any way, what was before they last entered. It can be changed at any time, and holds at once.
             * @default all
             */
            history?: (string & components["schemas"]["History"]) | null;
            /**
             * @description `approval`: whoever wants to enter asks, and waits until owner or admins let them in. An invite leads past that.
             * @default open
             */
            join?: (string & components["schemas"]["Join"]) | null;
            /**
             * Format: int32
             * @description Seconds that a member has to wait from one message to the next; owner and admins need not. 0: no wait.
             * @default 0
             */
            slow_mode?: number | null;
            /**
             * @description Who may add people, and make invites.
             * @default members
             */
            who_can_invite?: (string & components["schemas"]["Who"]) | null;
            /**
             * @description Who may pin messages.
             * @default members
             */
            who_can_pin?: (string & components["schemas"]["Who"]) | null;
            /**
             * @description Who may say something. `admins` makes it a room for announcements: members read, react and vote.
             * @default members
             */
            who_can_send?: (string & components["schemas"]["Who"]) | null;
        };
        Stats: {
            attachments: components["schemas"]["StoredAttachments"];
            /**
             * Format: int64
             * @description Direct chats included.
             */
            chatrooms: number;
            /**
             * Format: int64
             * @description Open ones, to all nodes that have answered.
             */
            connections: number;
            /**
             * Format: int64
             * @description What was ever said in these, what was deleted included.
             */
            messages: number;
            /**
             * Format: int64
             * @description Entries that those nodes have stored within the last 60 seconds, reactions, edits and the like included.
             */
            messages_per_minute: number;
            /**
             * Format: int64
             * @description How many nodes have answered in time: one that is away is missing from the two numbers before.
             */
            nodes: number;
            /**
             * Format: int64
             * @description Those who were not erased. Estimated where there are more than 100 000.
             */
            users: number;
        };
        StoredAttachments: {
            /**
             * Format: int64
             * @description What they take up, without thumbnails.
             */
            bytes: number;
            /**
             * Format: int64
             * @description Estimated where there are more than 100 000.
             */
            count: number;
        };
        Subscribe: {
            /** @description Where its push service takes what is for this browser. */
            endpoint: string;
            /** @description Browsers say it; what is over is found out when it is pushed to. */
            expirationTime?: number | null;
            keys: components["schemas"]["PushKeys"];
        };
        TextDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Usernames of members, or `@all` among them. */
            mentions?: string[] | null;
            message: string;
            /** @description Whatever your app wants to keep with it: a JSON object of 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description `seq` of the message that this answers: everybody gets it quoted.
             */
            reply_to?: number | null;
            /** @enum {string} */
            type: "text";
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
        Ticket: {
            /**
             * Format: int32
             * @description Seconds until it expires.
             */
            expires_in: number;
            /** @description Goes into `?ticket=` of a WebSocket address. */
            ticket: string;
        };
        Trace: {
            /**
             * Format: date-time
             * @description When the node that has stored it told the others; null if none remembers.
             */
            announced: string | null;
            /**
             * Format: date-time
             * @description When they have said that it has reached them; null if they have not, or no node remembers: see `marks`.
             */
            delivered: string | null;
            /** @description How far they are now; null for who is no member now. */
            marks: components["schemas"]["Reached"] | null;
            /**
             * Format: date-time
             * @description When they had come, if they were a member when it was said; null if not.
             */
            member_at_the_time: string | null;
            /**
             * Format: date-time
             * @description Until when they have muted the room; null if they have not.
             */
            muted: string | null;
            /**
             * Format: int32
             * @description How many nodes have answered in time: what others remember is not here.
             */
            nodes: number;
            /**
             * Format: date-time
             * @description When they were last pushed this message or a later one of the room; null if that was withdrawn, too.
             */
            pushed: string | null;
            /**
             * Format: date-time
             * @description When they have said that they have read it; as `delivered`.
             */
            read: string | null;
            /**
             * Format: date-time
             * @description When it was committed to the log.
             */
            stored: string;
            /** @description To which of their connections it was handed, and when; as far as nodes remember (TRACE_DELIVERIES). */
            written: components["schemas"]["Written"][];
        };
        UnbannedMessage: {
            /** @description Who has done it: the sender. */
            by: components["schemas"]["Person"];
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "unbanned";
            /** @description Whom it is about. */
            user: components["schemas"]["Person"];
        };
        UnmutedMessage: {
            /** @description Who has done it: the sender. */
            by: components["schemas"]["Person"];
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            /** @enum {string} */
            type: "unmuted";
            /** @description Whom it is about. */
            user: components["schemas"]["Person"];
        };
        Unsubscribe: {
            endpoint: string;
        };
        UpdateChatroom: {
            /**
             * Format: uuid
             * @description The `id` of a picture that you have uploaded. A copy of it is made, of 256 × 256 pixels at the most, without anything but the pixels: the upload may go. `null` takes the picture away.
             */
            avatar?: string | null;
            /** @description What the room is for; empty for nothing. */
            description?: string | null;
            /**
             * Format: int32
             * @description Never below the room's `member_count`.
             */
            max_members?: number | null;
            /** @description Field by field: what is left out stays, `null` takes a field away. All together are 4 kB at most. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description What is left out stays as it is. */
            settings?: components["schemas"]["Settings"] | null;
            /** @description As where a room is created; it can be changed at any time. */
            visibility?: (string & components["schemas"]["Visibility"]) | null;
        };
        UpdateMe: {
            /** @description What you say of yourself. */
            about?: string | null;
            /**
             * Format: uuid
             * @description The `id` of a picture that you have uploaded. A copy of it is made, of 256 × 256 pixels at the most, without anything but the pixels: the upload may go. `null` takes the picture away.
             */
            avatar?: string | null;
            /** @description 1–100 characters: what others see. */
            display_name?: string | null;
            /** @description What is left out of it stays as it is. */
            privacy?: components["schemas"]["UpdatePrivacy"] | null;
        };
        UpdateMembership: {
            /** @description Whether the room is out of the way, in your archive. */
            archived?: boolean | null;
            /** @description Whether it is one that you want to find at once. */
            favourite?: boolean | null;
            /**
             * Format: date-time
             * @description Until when the room is not to disturb you, a far time for always; null ends the muting.
             */
            muted_until?: string | null;
        };
        UpdatePrivacy: {
            /** @description Who may open a direct chat with you. */
            direct?: (string & components["schemas"]["Audience"]) | null;
            /** @description Who sees whether you are online, and when you last were; of whom you see it. */
            last_seen?: (string & components["schemas"]["Audience"]) | null;
            /** @description Whether others see how far you have read, and you see it of others. */
            read_receipts?: boolean | null;
        };
        UpdateWebhook: {
            /** @description `null`: in all. */
            chatrooms?: string[] | null;
            events?: string[];
            /** @description `false` goes on, and tries at once what was waiting for its next attempt; `true` sends nothing more for now, and loses nothing. */
            paused?: boolean | null;
            url?: string;
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
        UserPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            users: components["schemas"]["User"][];
        };
        Version: {
            /** @description Of a custom message. */
            content?: components["schemas"]["AnyJson"];
            /**
             * Format: date-time
             * @description When it was said so.
             */
            created_at: string;
            /** @description The text, or an attachment's caption. */
            message?: string;
        };
        VersionPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            /** @description The first wording first; the present one is the message's own. */
            versions: components["schemas"]["Version"][];
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
        VoteDetail: {
            /** Format: date-time */
            created_at: string;
            /** @description Places among the poll's options, counted from 0. */
            options: number[];
            user: components["schemas"]["Person"];
        };
        VoteDraft: {
            /** @description Makes a retry safe for ever: the same `client_id` with the same content is stored once. */
            client_id?: string | null;
            /**
             * Format: int64
             * @description Stored only if this is still the room's last `seq`, else `conflict`: for programs that take turns.
             */
            if_last_seq?: number | null;
            /** @description The room's `log` that this is meant for: if it has another one by now, nothing is stored, and it is `seq_unknown`. */
            log?: string | null;
            /** @description Their places among the poll's options, counted from 0; instead of those that you chose before. `[]` takes your vote back. */
            options: number[];
            /**
             * Format: int64
             * @description `seq` of the message that is changed.
             */
            target_seq: number;
            /** @enum {string} */
            type: "vote";
        };
        VoteMessage: {
            chatroom: string;
            /** @description As the sender gave it. */
            client_id: string | null;
            /**
             * Format: date-time
             * @description The database's clock at the commit.
             */
            created_at: string;
            /** @description In ascending order; none where the vote was taken back. */
            options: number[];
            sender: components["schemas"]["Person"];
            /**
             * Format: int64
             * @description 1, 2, 3, … in each chatroom, without a gap.
             */
            seq: number;
            target?: components["schemas"]["SaidMessage"];
            /**
             * Format: int64
             * @description `seq` of what it changes.
             */
            target_seq: number;
            /** @enum {string} */
            type: "vote";
        };
        VotePage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            /** @description Who voted first comes first; whoever changes their vote votes anew. */
            votes: components["schemas"]["VoteDetail"][];
        };
        Webhook: {
            /** @description Null for all. */
            chatrooms: string[] | null;
            /** Format: date-time */
            created_at: string;
            events: string[];
            /** Format: uuid */
            id: string;
            paused: boolean;
            /** @description Where nobody has asked for it. */
            paused_because?: string;
            url: string;
        };
        WebhookPage: {
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
            webhooks: components["schemas"]["Webhook"][];
        };
        /**
         * @description Who may say something. `admins` makes it a room for announcements: members read, react and vote.
         * @enum {string}
         */
        Who: "members" | "admins";
        Written: {
            /** Format: date-time */
            at: string;
            /** @description Different for each connection to that node. */
            connection: string;
            /** @description `NODE_NAME`, or what the node calls itself while it runs. */
            node: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Attachments_upload: {
        parameters: {
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** @description Of a sound or a film: seconds, where you know them; else they are read from the file. */
                    duration?: number;
                    /**
                     * Format: binary
                     * @description The file, with its name.
                     */
                    file: string;
                    /**
                     * @description How to show it. Without it, what the bytes say. `document` fits every file.
                     * @enum {string}
                     */
                    type?: "image" | "video" | "audio" | "document";
                    /**
                     * @description A voice note: Opus in Ogg or WebM, AAC in MP4 or QuickTime, or MP3. Its type is `audio`.
                     * @enum {string}
                     */
                    voice?: "true" | "false";
                    /** @description Of a voice note: how loud it is from its beginning to its end, as a JSON list; else it is computed from Opus and MP3. */
                    waveform?: number[];
                };
            };
        };
        responses: {
            /** @description The file as it is kept */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
        };
    };
    Attachments_download: {
        parameters: {
            header?: {
                /** @description One range */
                Range?: string;
            };
            path: {
                /** @description Of the file: from the answer to its upload, or from the message that it was sent with. */
                id: string;
            };
        };
        responses: {
            /** @description The whole file */
            200: {
                headers: {
                    /** @description Ranges are understood */
                    "Accept-Ranges"?: string;
                    /** @description `inline` for pictures, sound and film */
                    "Content-Disposition"?: string;
                    /** @description The SHA-256 of the file */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The range */
            206: {
                headers: {
                    /** @description Ranges are understood */
                    "Accept-Ranges"?: string;
                    /** @description `inline` for pictures, sound and film */
                    "Content-Disposition"?: string;
                    /** @description The SHA-256 of the file */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The copy named by If-None-Match is the file */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Attachments_head: {
        parameters: {
            path: {
                /** @description Of the file: from the answer to its upload, or from the message that it was sent with. */
                id: string;
            };
        };
        responses: {
            /** @description The file is there */
            200: {
                headers: {
                    /** @description Ranges are understood */
                    "Accept-Ranges"?: string;
                    /** @description `inline` for pictures, sound and film */
                    "Content-Disposition"?: string;
                    /** @description The SHA-256 of the file */
                    ETag?: string;
                    [name: string]: unknown;
                };
            };
            /** @description The copy named by If-None-Match is the file */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Attachments_thumbnail: {
        parameters: {
            header?: {
                /** @description One range */
                Range?: string;
            };
            path: {
                /** @description Of the file: from the answer to its upload, or from the message that it was sent with. */
                id: string;
            };
        };
        responses: {
            /** @description The whole thumbnail */
            200: {
                headers: {
                    /** @description Ranges are understood */
                    "Accept-Ranges"?: string;
                    /** @description `inline` for pictures, sound and film */
                    "Content-Disposition"?: string;
                    /** @description The SHA-256 of the file */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The range */
            206: {
                headers: {
                    /** @description Ranges are understood */
                    "Accept-Ranges"?: string;
                    /** @description `inline` for pictures, sound and film */
                    "Content-Disposition"?: string;
                    /** @description The SHA-256 of the file */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description The copy named by If-None-Match is the thumbnail */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Attachments_headThumbnail: {
        parameters: {
            path: {
                /** @description Of the file: from the answer to its upload, or from the message that it was sent with. */
                id: string;
            };
        };
        responses: {
            /** @description There is one */
            200: {
                headers: {
                    /** @description Ranges are understood */
                    "Accept-Ranges"?: string;
                    /** @description `inline` for pictures, sound and film */
                    "Content-Disposition"?: string;
                    /** @description The SHA-256 of the file */
                    ETag?: string;
                    [name: string]: unknown;
                };
            };
            /** @description The copy named by If-None-Match is the thumbnail */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Accounts_login: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description A new session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    Auth_logout: {
        parameters: {
        };
        responses: {
            /** @description The session has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Me_me: {
        parameters: {
        };
        responses: {
            /** @description You */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    Erasure_erase: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Erase"];
            };
        };
        responses: {
            /** @description You are forgotten */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Me_update: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMe"];
            };
        };
        responses: {
            /** @description You, as you are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    Export_export: {
        parameters: {
        };
        responses: {
            /** @description NDJSON: a line for each thing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
        };
    };
    Accounts_changePassword: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            /** @description The new password holds; the other sessions have ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Accounts_refresh: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            /** @description The same session with its next tokens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    Accounts_register: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            /** @description The new user, signed in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    Devices_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevicePage"];
                };
            };
        };
    };
    Devices_end: {
        parameters: {
            path: {
                /** @description Of the session. */
                id: string;
            };
        };
        responses: {
            /** @description The session has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Auth_ticket: {
        parameters: {
        };
        responses: {
            /** @description A ticket for this session */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
        };
    };
    Blocks_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
        };
    };
    Blocks_block: {
        parameters: {
            path: {
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description They are blocked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Blocks_unblock: {
        parameters: {
            path: {
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description They are not blocked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Chatrooms_read: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chatroom"];
                };
            };
        };
    };
    Chatrooms_delete: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            /** @description The chatroom is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Chatrooms_update: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateChatroom"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chatroom"];
                };
            };
        };
    };
    Chatrooms_avatar: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    /** @description The SHA-256 of the picture */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description The copy named by If-None-Match is the picture */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Chatrooms_headAvatar: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            /** @description There is one */
            200: {
                headers: {
                    /** @description The SHA-256 of the picture */
                    ETag?: string;
                    [name: string]: unknown;
                };
            };
            /** @description The copy named by If-None-Match is the picture */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Bans_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BanPage"];
                };
            };
        };
    };
    Bans_ban: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description Case makes no difference. */
                username: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateBan"];
            };
        };
        responses: {
            /** @description They are out, and stay so. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Bans_unban: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description They are not banned. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Invites_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitePage"];
                };
            };
        };
    };
    Invites_create: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvite"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    Invites_revoke: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The invite’s `code`. */
                code: string;
            };
        };
        responses: {
            /** @description It lets nobody in any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Receipts_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarksPage"];
                };
            };
        };
    };
    Receipts_mark: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveMarks"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Marks"];
                };
            };
        };
    };
    Receipts_update: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMembership"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Membership"];
                };
            };
        };
    };
    Media_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only messages with a file of this type. */
                type?: components["schemas"]["AttachmentType"];
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
        };
    };
    Members_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description How their username begins, or any word of their display name; whatever the case of the letters, and the accents on them. */
                q?: string;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
        };
    };
    Members_add: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description They were one already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description They are a member now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    Members_remove: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description They are no member any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Members_change: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description Case makes no difference. */
                username: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMember"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    Messaging_history: {
        parameters: {
            query?: {
                /** @description The last `seq` that you have. */
                after_seq?: number;
                /** @description Only messages before this `seq`. */
                before_seq?: number;
                /** @description How many at most. */
                limit?: number;
                /** @description The `log` that you have it of: if the room has another one by now, you are told `seq_unknown`. */
                log?: string;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
        };
    };
    Details_message: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    Details_reactions: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReactionPage"];
                };
            };
        };
    };
    Receipts_ofMessage: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipts"];
                };
            };
        };
    };
    Stars_star: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            /** @description The message has your star. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Stars_unstar: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            /** @description The message has no star of yours. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Details_versions: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
                };
            };
        };
    };
    Details_votes: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VotePage"];
                };
            };
        };
    };
    Reports_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportPage"];
                };
            };
        };
    };
    Reports_report: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateReport"];
            };
        };
        responses: {
            /** @description It is reported. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Reports_close: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description The message’s `seq`. The first message of a new room has 2. */
                seq: number;
            };
        };
        responses: {
            /** @description There is none any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Requests_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinRequestPage"];
                };
            };
        };
    };
    Requests_refuse: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description They do not wait any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Messaging_timeline: {
        parameters: {
            query?: {
                /** @description The last `seq` that you have. */
                after_seq?: number;
                /** @description The entry with this `seq` in the middle of the page. Not together with the other two. */
                around_seq?: number;
                /** @description Only messages before this `seq`. */
                before_seq?: number;
                /** @description How many at most. */
                limit?: number;
                /** @description The `log` that you have it of: if the room has another one by now, you are told `seq_unknown`. */
                log?: string;
            };
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
        };
    };
    Chatrooms_create: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateChatroom"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chatroom"];
                };
            };
        };
    };
    DirectChats_open: {
        parameters: {
            path: {
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description It was there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chatroom"];
                };
            };
            /** @description It is made now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chatroom"];
                };
            };
        };
    };
    Membership_enter: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description You have asked to be let in */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Requested"];
                };
            };
        };
    };
    Inbox_list: {
        parameters: {
            query?: {
                /** @description Those that you have archived; otherwise the others. */
                archived?: boolean;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboxPage"];
                };
            };
        };
    };
    Invitations_preview: {
        parameters: {
            path: {
                /** @description The invite’s `code`. */
                code: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    Invitations_use: {
        parameters: {
            path: {
                /** @description The invite’s `code`. */
                code: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    Invitations_avatar: {
        parameters: {
            path: {
                /** @description The invite’s `code`. */
                code: string;
            };
        };
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description The copy named by If-None-Match is the picture */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Invitations_headAvatar: {
        parameters: {
            path: {
                /** @description The invite’s `code`. */
                code: string;
            };
        };
        responses: {
            /** @description There is one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
            };
            /** @description The copy named by If-None-Match is the picture */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Membership_leave: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        responses: {
            /** @description You have left. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Chatrooms_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Only rooms that you are a member of. */
                mine?: boolean;
                /** @description Only rooms with this in their name, whatever the case of its letters; direct chats by the other one’s username. */
                q?: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatroomPage"];
                };
            };
        };
    };
    Push_key: {
        parameters: {
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushKey"];
                };
            };
        };
    };
    Push_subscribe: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Subscribe"];
            };
        };
        responses: {
            /** @description It is pushed to. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Push_unsubscribe: {
        parameters: {
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Unsubscribe"];
            };
        };
        responses: {
            /** @description Nothing is pushed to it any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    Search_find: {
        parameters: {
            query: {
                /** @description Only what was said at this time or later. */
                after?: string;
                /** @description Only what was said before this time. */
                before?: string;
                /** @description Only in the room of this name. */
                chatroom?: string;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Words, and beginnings of words; all of them are there. `"Quoted words"` stand together, a `-word` is not there. */
                q: string;
                /** @description Only what the person with this username has said. */
                sender?: string;
                /** @description Only messages of this type. */
                type?: components["schemas"]["SearchedType"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
        };
    };
    Messaging_send: {
        parameters: {
            path: {
                /** @description The chatroom’s `name`, percent-encoded. */
                chatroom_name: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Draft"];
            };
        };
        responses: {
            /** @description A retry: this is the first message; nothing was stored now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description Stored, and on its way to everybody in the room. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    Stars_list: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
        };
    };
    People_find: {
        parameters: {
            query: {
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description How their username begins, or any word of their display name; whatever the case of the letters, and the accents on them. */
                q: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
        };
    };
    People_read: {
        parameters: {
            path: {
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    People_avatar: {
        parameters: {
            path: {
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    /** @description The SHA-256 of the picture */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description The copy named by If-None-Match is the picture */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
    People_headAvatar: {
        parameters: {
            path: {
                /** @description Case makes no difference. */
                username: string;
            };
        };
        responses: {
            /** @description There is one */
            200: {
                headers: {
                    /** @description The SHA-256 of the picture */
                    ETag?: string;
                    [name: string]: unknown;
                };
            };
            /** @description The copy named by If-None-Match is the picture */
            304: {
                headers: {
                    [name: string]: unknown;
                };
            };
        };
    };
}
