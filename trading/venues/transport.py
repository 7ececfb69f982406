"""HTTP to a venue from one egress address: bytes out, bytes in, typed errors, nothing logged."""

from collections.abc import Mapping

import httpx

from trading.venues.errors import Busy, Refused, Unreachable

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
DEFAULT_RETRY_AFTER = 5.0
LONGEST_RETRY_AFTER = 3600.0


class Transport:
    """One kept-alive client. `egress` is the local address to send from; "" lets the system choose."""

    def __init__(self, base_url: str, egress: str = "", timeout: httpx.Timeout = TIMEOUT):
        self.client = httpx.AsyncClient(
            base_url=base_url,
            timeout=timeout,
            trust_env=False,
            transport=httpx.AsyncHTTPTransport(local_address=egress or None, trust_env=False),
        )

    async def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
        """The answer's body. Unreachable without one, Busy on 429 or 418, Refused on other error statuses."""
        try:
            answer = await self.client.post(
                path, content=body, headers={"Content-Type": "application/json", **(headers or {})}
            )
        except httpx.TimeoutException:
            raise Unreachable("The venue did not answer in time.") from None
        except httpx.HTTPError as error:
            raise Unreachable(f"The venue cannot be reached ({type(error).__name__}).") from None
        if answer.status_code in (418, 429):
            raise Busy("The venue asks to slow down.", retry_after(answer.headers.get("Retry-After")))
        if not answer.is_success:
            raise Refused(f"The venue answered with status {answer.status_code}.", answer.status_code)
        return answer.content

    async def close(self) -> None:
        """Closes the kept connections."""
        await self.client.aclose()


def retry_after(header: str | None) -> float:
    """Seconds to wait by a Retry-After header, bounded; a few when it is missing or a date."""
    try:
        seconds = float(header or "")
    except ValueError:
        return DEFAULT_RETRY_AFTER
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER) if seconds == seconds else DEFAULT_RETRY_AFTER
