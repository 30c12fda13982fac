/**
 * Compare and set in one step. KEYS: the team's records, the teams, the last revision given, the team's open ids.
 * ARGV: id, expected revision ("" for none), new JSON ("" to remove), team, whether the record is open (1, 0, or "" where the
 * kind knows no end). Returns the new revision, 0 on a conflict.
 * Revisions are never given twice, so a record that was removed and made anew is not taken for the old one.
 */
export const writeScript = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local revision = stored and string.match(stored, '^%d+') or ''
if revision ~= ARGV[2] then return 0 end
local next = redis.call('INCR', KEYS[3])
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], next .. ' ' .. ARGV[3])
  redis.call('SADD', KEYS[2], ARGV[4])
else
  redis.call('HDEL', KEYS[1], ARGV[1])
  if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[4]) end
end
if ARGV[5] == '1' then redis.call('SADD', KEYS[4], ARGV[1]) end
if ARGV[5] == '0' then redis.call('SREM', KEYS[4], ARGV[1]) end
return next
`;

/**
 * Notes whether a record is open, unless it was changed since it was read. KEYS: the team's records, the team's open ids.
 * ARGV: id, the revision that was read ("" for no record), whether it is open (1 or 0).
 */
export const markScript = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local revision = stored and string.match(stored, '^%d+') or ''
if revision ~= ARGV[2] then return 0 end
if ARGV[3] == '1' then return redis.call('SADD', KEYS[2], ARGV[1]) end
return redis.call('SREM', KEYS[2], ARGV[1])
`;
