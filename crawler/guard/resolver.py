"""Names to addresses, none of which leads into a private network."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from crawler.guard.addresses import Networks, objection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twisted.internet.interfaces import IAddress, IHostResolution


@dataclass(slots=True)
class Permit:
    """What one request may be connected to, and what was refused on its way.

    Attributes:
        allowed: networks that its source allows although they are not public.
        objections: one line for each address that was held back.
    """

    allowed: Networks = ()
    objections: list[str] = field(default_factory=list)

    @contextmanager
    def granted(self) -> Iterator[None]:
        """Names looked up within obey this permit; without one, only public addresses are given."""
        token = _PERMIT.set(self)
        try:
            yield
        finally:
            _PERMIT.reset(token)


_PERMIT: ContextVar[Permit | None] = ContextVar("permit", default=None)


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver, giving only addresses that may be connected to.

    Twisted connects to the addresses that it is given here and looks no name up again, so that a name cannot change
    its address between check and connection (DNS rebinding). Every look-up is checked, also one from the cache. An
    address that stands in the URL passes here, too.
    """

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Look up a name under the permit of the request that asks."""
        receiver: Any = _Checked(resolutionReceiver, _PERMIT.get() or Permit())
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Checked:
    """Hands on what may be connected to."""

    def __init__(self, receiver: Any, permit: Permit) -> None:
        self.receiver = receiver
        self.permit = permit

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        why_not = objection(address.host, self.permit.allowed)
        if why_not is None:
            self.receiver.addressResolved(address)
        else:
            self.permit.objections.append(why_not)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()
