from transactions.models.batch import ImportBatch
from transactions.models.contract import ContractEvent, ContractParty, ContractVersion, SaleContract, SaleViolation
from transactions.models.market import HousingLookup, LookupFinding, LookupPerson, PriceIndex
from transactions.models.price import PriceFiling, RoomPrice
from transactions.models.report import DailyReport, DailyReportLine
from transactions.models.resale import (
    ExistingHomeContract,
    ExistingHomeEvent,
    ExistingHomeFund,
    ExistingHomeFundEntry,
    ExistingHomeParty,
)
from transactions.models.room import Room, RoomArea, RoomRestriction
from transactions.models.tally import EventTally

__all__ = [
    "ContractEvent",
    "ContractParty",
    "ContractVersion",
    "DailyReport",
    "DailyReportLine",
    "EventTally",
    "ExistingHomeContract",
    "ExistingHomeEvent",
    "ExistingHomeFund",
    "ExistingHomeFundEntry",
    "ExistingHomeParty",
    "HousingLookup",
    "ImportBatch",
    "LookupFinding",
    "LookupPerson",
    "PriceFiling",
    "PriceIndex",
    "Room",
    "RoomArea",
    "RoomPrice",
    "RoomRestriction",
    "SaleContract",
    "SaleViolation",
]
