"""A venue's request budget per egress address, in Valkey: every process draws from the same one."""

from enum import Enum

from redis.asyncio import Redis
from redis.exceptions import RedisError

from trading.venues.errors import Busy

WINDOW_SECONDS = 60
# The window slides by the second: weights lie in one field a second, so that no 60 seconds ever hold more
# than the limit, whatever happened before them. `blocked` is when a venue's "slow down" ends.
TAKE = """
local now = redis.call('TIME')
local second, micro = tonumber(now[1]), tonumber(now[2])
local blocked = tonumber(redis.call('HGET', KEYS[1], 'blocked') or '0')
local seconds = second + micro / 1000000
if blocked > seconds then return {0, tostring(blocked - seconds)} end
local weight, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used, held = 0, {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local at = tonumber(fields[i])
  if at then
    if at <= second - window - 1 then
      redis.call('HDEL', KEYS[1], fields[i])
    else
      used = used + tonumber(fields[i + 1])
      held[#held + 1] = {at, tonumber(fields[i + 1])}
    end
  end
end
if used + weight <= limit then
  redis.call('HINCRBY', KEYS[1], second, weight)
  redis.call('EXPIRE', KEYS[1], 3700)
  return {1, tostring(used + weight)}
end
table.sort(held, function(a, b) return a[1] < b[1] end)
local free, wait = limit - used, window
for _, entry in ipairs(held) do
  free = free + entry[2]
  if free >= weight then wait = entry[1] + window + 1 - seconds break end
end
return {0, tostring(wait)}
"""
BLOCK = """
local now = redis.call('TIME')
local ends = tonumber(now[1]) + tonumber(now[2]) / 1000000 + tonumber(ARGV[1])
local blocked = tonumber(redis.call('HGET', KEYS[1], 'blocked') or '0')
if ends > blocked then redis.call('HSET', KEYS[1], 'blocked', tostring(ends)) end
redis.call('EXPIRE', KEYS[1], 3700)
"""


class Purpose(Enum):
    """What a request is for, and the share of the budget that such requests may fill."""

    READ = 0.8
    ORDER = 0.9
    EXIT = 1.0


class Budget:
    """Takes weight of one (venue, network, egress) before each request."""

    def __init__(self, valkey: Redis, name: str, per_minute: int):
        self.key = f"budget:{name}"
        self.per_minute = per_minute
        self._take = valkey.register_script(TAKE)
        self._block = valkey.register_script(BLOCK)

    async def take(self, weight: int, purpose: Purpose) -> None:
        """Takes `weight`; Busy with the seconds to wait when this purpose's share is used up.

        Without Valkey nothing is read, but exits go on: stopping them would be worse than a refusal.
        """
        limit = int(self.per_minute * purpose.value)
        try:
            taken, rest = await self._take(keys=[self.key], args=[weight, limit, WINDOW_SECONDS])
        except (RedisError, OSError):
            if purpose is Purpose.EXIT:
                return
            raise Busy("The request budget cannot be read: Valkey does not answer.", 1.0) from None
        if not taken:
            raise Busy("The venue's request budget is used up for now.", float(rest))

    async def block(self, seconds: float) -> None:
        """Nothing is sent for `seconds`, by any process: the venue asked for it."""
        try:
            await self._block(keys=[self.key], args=[seconds])
        except (RedisError, OSError):
            return
