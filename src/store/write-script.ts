/**
 * Compare and set in one step. KEYS: the team's records, the teams, the last revision given.
 * ARGV: id, expected revision ("" for none), new JSON ("" to remove), team. Returns the new revision, 0 on a conflict.
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
return next
`;
