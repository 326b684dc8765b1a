// SPDX-License-Identifier: Apache-2.0
#include "CardFixtures.h"

#include <fmt/format.h>

#include <fstream>

namespace tailslate::media::test {

namespace fs = std::filesystem;

namespace {

std::vector<Entry> operator+(std::vector<Entry> entries, const std::vector<Entry>& more)
{
    entries.insert(entries.end(), more.begin(), more.end());
    return entries;
}

/// Frames `<stem><first>…<extension>` of equal size.
std::vector<Entry> frames(const std::string& stem, int digits, int first, int count,
                          const std::string& extension)
{
    std::vector<Entry> entries;
    for (int number = first; number < first + count; ++number)
        entries.emplace_back(fmt::format("{}{:0{}}{}", stem, number, digits, extension));
    return entries;
}

std::vector<CardFixture> cinemaCards()
{
    return {
        {.name = "arri_classic",
         .typeId = "arri_classic",
         .entries = demoCard(),
         .roll = "A001R2EC",
         .clips = {"A001C001_261121_R2EC (A001R2EC) 1", "A001C002_261121_R2EC (A001R2EC) 1",
                   "A001C003_261121_R2EC (A001R2EC) 1", "12A-T001 (SOUND_001) 1",
                   "12A-T002 (SOUND_001) 1"}},
        {.name = "arri_classic_arriraw",
         .typeId = "arri_classic",
         .entries =
             frames("A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.", 7, 86400, 24, ".ari") +
             std::vector<Entry>{"A001R2EC/A001C002_261121_R2EC/A001C002_261121_R2EC."
                                "0000000.ari"},
         .roll = "A001R2EC",
         .clips = {"A001C001_261121_R2EC (A001R2EC) 24", "A001C002_261121_R2EC (A001R2EC) 1"},
         .inner = {"A001R2EC"}},
        {.name = "arri_codex_vfs",
         .typeId = "arri_codex_vfs",
         .entries =
             frames("ari/A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.", 7, 0, 12, ".ari") +
             frames("ari/A001R2EC/A001C002_261121_R2EC/A001C002_261121_R2EC.", 7, 0, 3, ".ari"),
         .roll = "A001R2EC",
         .clips = {"A001C001_261121_R2EC (A001R2EC) 12", "A001C002_261121_R2EC (A001R2EC) 3"},
         .inner = {"ari"}},
        {.name = "arri_new",
         .typeId = "arri_new",
         .entries = {"A_0001_1CJ5/A_0001C006_260105_161929_p1CJ5.mxf",
                     "A_0001_1CJ5/A_0001C007_260105_162500_a1CJ5.mxf",
                     "A_0001_1CJ5/A_0001_1CJ5_AVID.ale", "A_0001_1CJ5/A_0001_1CJ5_BIN.bin"},
         .roll = "A_0001_1CJ5",
         .clips = {"A_0001C006_260105_161929_p1CJ5 (A_0001_1CJ5) 1",
                   "A_0001C007_260105_162500_a1CJ5 (A_0001_1CJ5) 1"},
         .inner = {"A_0001_1CJ5"}},
        {.name = "red",
         .typeId = "red",
         .entries = {{"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D", 40000},
                     {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_002.R3D", 39990},
                     {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_003.R3D", 12},
                     "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB.mov",
                     "A001_1121AB.RDM/A001_C002_1121CD.RDC/A001_C002_1121CD_001.R3D",
                     "A001_1121AB.RDM/digital_magazine.bin",
                     "A001_1121AB.RDM/digital_magdynamic.bin"},
         .roll = "A001_1121AB",
         .clips = {"A001_C001_1121AB (A001_1121AB) 4", "A001_C002_1121CD (A001_1121AB) 1"},
         .inner = {"A001_1121AB.RDM"}},
        {.name = "canon_raw",
         .typeId = "canon_raw",
         .entries = {"CRM/REEL_001/A001C001_260105AB_CANON_01.CRM",
                     "CRM/REEL_001/A001C001_260105AB_CANON_02.CRM",
                     "CRM/REEL_001/A001C002_260105CD_CANON_01.CRM"},
         .roll = "A001",
         .clips = {"A001C001_260105AB_CANON (A001) 2", "A001C002_260105CD_CANON (A001) 1"},
         .inner = {"CRM", "CRM/REEL_001"}},
        {.name = "canon_raw_new",
         .typeId = "canon_raw",
         .entries = {"PRIVATE/A_0001C001_260105_161929AB_CANON_S000.CRM",
                     "PRIVATE/A_0001C001_260105_161929AB_CANON_S001.CRM",
                     "PRIVATE/A_0001C001_260105_161929AB_CANON_Proxy.MP4",
                     "PRIVATE/A_0001C002X260105X1629300B_CANON_001.MXF"},
         .roll = "A_0001",
         .clips = {"A_0001C001_260105_161929AB_CANON (A_0001) 3",
                   "A_0001C002X260105X1629300B_CANON (A_0001) 1"},
         .inner = {"PRIVATE"}},
        {.name = "canon_xf_avc",
         .typeId = "canon_raw",
         .entries = {"CONTENTS/CLIPS001/A001C001_260105AB_CANON.MXF",
                     "CONTENTS/CLIPS001/A001C001_260105AB_CANON.XML",
                     "CONTENTS/CLIPS001/A001C002_260105AC_CANON.MXF"},
         .roll = "A001",
         .clips = {"A001C001_260105AB_CANON (A001) 2", "A001C002_260105AC_CANON (A001) 1"},
         .inner = {"CONTENTS", "CONTENTS/CLIPS001"}},
        {.name = "sony_xocn",
         .typeId = "sony_xocn",
         .entries = {"A001CRWE/Clip/A001C001_260105AB/A001C001_260105AB_01.MXF",
                     "A001CRWE/Clip/A001C001_260105AB/A001C001_260105AB_02.MXF",
                     "A001CRWE/Clip/A001C001_260105AB/A001C001_260105ABM01.XML",
                     "A001CRWE/Clip/A001C002_260105AC/A001C002_260105AC_01.MXF",
                     "A001CRWE/Clip/A001C002_260105AC/A001C002_260105ACM01.XML",
                     "A001CRWE/MEDIAPRO.XML"},
         .roll = "A001CRWE",
         .clips = {"A001C001_260105AB (A001CRWE) 3", "A001C002_260105AC (A001CRWE) 2"},
         .inner = {"A001CRWE", "A001CRWE/Clip"}},
        {.name = "sony_xocn_xdroot",
         .typeId = "sony_xocn",
         .entries = {"XDROOT/Clip/A001C001_260105AB/A001C001_260105AB.mxf",
                     "XDROOT/Clip/A001C002_260105AC/A001C002_260105AC.mxf", "XDROOT/MEDIAPRO.XML"},
         .roll = "A001",
         .clips = {"A001C001_260105AB (A001) 1", "A001C002_260105AC (A001) 1"},
         .inner = {"XDROOT", "XDROOT/Clip"}},
        {.name = "braw",
         .typeId = "braw",
         .entries = {"A001_01051619_C001.braw", "A001_01051619_C001.braw2",
                     "A001_01051619_C001.sidecar", "Proxy/A001_01051619_C001.mp4",
                     "A001_01051630_C002.braw", "A001_01051640_S001.braw"},
         .roll = "A001",
         .clips = {"A001_01051619_C001 (A001) 4", "A001_01051630_C002 (A001) 1",
                   "A001_01051640_S001 (A001) 1"}},
        {.name = "braw_prores",
         .typeId = "braw",
         .entries = {"A001_01051619_C001.mov", "A001_01051630_C002.mov"},
         .roll = "A001",
         .clips = {"A001_01051619_C001 (A001) 1", "A001_01051630_C002 (A001) 1"}},
        {.name = "braw_cdng",
         .typeId = "braw_cdng",
         .entries = frames("BMC01_1_2012-08-08_1631_C0002/BMC01_1_2012-08-08_1631_C0002_", 6, 0, 12,
                           ".dng") +
                    std::vector<Entry>{"BMC01_1_2012-08-08_1631_C0002/"
                                       "BMC01_1_2012-08-08_1631_C0002.wav",
                                       "BMC01_1_2012-08-08_1640_C0003/"
                                       "BMC01_1_2012-08-08_1640_C0003_000000.dng"},
         .clips = {"BMC01_1_2012-08-08_1631_C0002 (CARD) 13",
                   "BMC01_1_2012-08-08_1640_C0003 (CARD) 1"}},
        {.name = "kinefinity",
         .typeId = "kinefinity",
         .entries = frames("PRJ-SHOW/A001C001/A001C001_", 6, 0, 12, ".krw") +
                    std::vector<Entry>{"PRJ-SHOW/A001C002/A001C002_000000.krw",
                                       "PRJ-SHOW/A001C002/A001C002.wav"},
         .roll = "A001",
         .clips = {"A001C001 (A001) 12", "A001C002 (A001) 2"},
         .inner = {"PRJ-SHOW"}},
        {.name = "zcam",
         .typeId = "zcam",
         .entries = {"A001/A001C0004.MOV", "A001/A001C0005_20260105161929_0001.MOV",
                     "A001/A001C0005_20260105161929_0002.MOV"},
         .roll = "A001",
         .clips = {"A001C0004 (A001) 1", "A001C0005_20260105161929 (A001) 2"},
         .inner = {"A001"}},
    };
}

std::vector<CardFixture> videoCards()
{
    return {
        {.name = "canon_xf",
         .typeId = "canon_xf",
         .entries = {"CONTENTS/CLIPS001/INDEX.MIF", "CONTENTS/CLIPS001/AA0001/AA000101.MXF",
                     "CONTENTS/CLIPS001/AA0001/AA000102.MXF", "CONTENTS/CLIPS001/AA0001/AA0001.CIF",
                     "CONTENTS/CLIPS001/AA0001/AA000101.CPF",
                     "CONTENTS/CLIPS001/AA0002/AA000201.MXF",
                     "CONTENTS/CLIPS001/AA0002/AA0002.XML"},
         .clips = {"AA0001 (CARD) 4", "AA0002 (CARD) 2"},
         .inner = {"CONTENTS"}},
        {.name = "panasonic_p2",
         .typeId = "panasonic_p2",
         .entries = {"CONTENTS/CLIP/0001AB.XML", "CONTENTS/VIDEO/0001AB.MXF",
                     "CONTENTS/AUDIO/0001AB00.MXF", "CONTENTS/AUDIO/0001AB01.MXF",
                     "CONTENTS/ICON/0001AB.BMP", "CONTENTS/PROXY/0001AB.MP4", "CONTENTS/VOICE/",
                     "CONTENTS/CLIP/0002CD.XML", "CONTENTS/VIDEO/0002CD.MXF", "LASTCLIP.TXT"},
         .clips = {"0001AB (CARD) 6", "0002CD (CARD) 2"},
         .inner = {"CONTENTS"}},
        {.name = "sony_xdroot",
         .typeId = "sony_xdroot",
         .entries = {"XDROOT/Clip/A015C001_260105AB.MXF", "XDROOT/Clip/A015C001_260105ABM01.XML",
                     "XDROOT/Clip/A015C001_260105ABR01.BIM", "XDROOT/Sub/A015C001_260105ABS03.MP4",
                     "XDROOT/Thmbnl/A015C001_260105ABT01.JPG", "XDROOT/Clip/A015C002_260105AC.MXF",
                     "XDROOT/Clip/A015C002_260105ACM01.XML", "XDROOT/MEDIAPRO.XML", "XDROOT/Take/"},
         .roll = "A015",
         .clips = {"A015C001_260105AB (A015) 5", "A015C002_260105AC (A015) 2"},
         .inner = {"XDROOT"}},
        {.name = "sony_m4root",
         .typeId = "sony_m4root",
         .entries = {"PRIVATE/M4ROOT/CLIP/C0001.MP4", "PRIVATE/M4ROOT/CLIP/C0001M01.XML",
                     "PRIVATE/M4ROOT/SUB/C0001S03.MP4", "PRIVATE/M4ROOT/THMBNL/C0001T01.JPG",
                     "PRIVATE/M4ROOT/CLIP/C0002.MP4", "PRIVATE/M4ROOT/CLIP/C0002M01.XML",
                     "PRIVATE/M4ROOT/MEDIAPRO.XML", "PRIVATE/M4ROOT/STATUS.BIN",
                     "PRIVATE/M4ROOT/GENERAL/"},
         .clips = {"C0001 (CARD) 4", "C0002 (CARD) 2"},
         .inner = {"PRIVATE", "PRIVATE/M4ROOT"}},
        {.name = "sony_bpav",
         .typeId = "sony_bpav",
         .entries =
             {"BPAV/CLPR/709_0001_01/709_0001_01.MP4", "BPAV/CLPR/709_0001_01/709_0001_01M01.XML",
              "BPAV/CLPR/709_0001_01/709_0001_01R01.BIM", "BPAV/CLPR/709_0001_01/709_0001_01.SMI",
              "BPAV/CLPR/709_0002_01/709_0002_01.MP4", "BPAV/CLPR/709_0002_01/709_0002_01M01.XML",
              "BPAV/CLPR/709_0002_02/709_0002_02.MP4", "BPAV/CLPR/709_0002_02/709_0002_02M01.XML",
              "BPAV/MEDIAPRO.XML", "BPAV/TAKR/"},
         .clips = {"709_0001 (CARD) 4", "709_0002 (CARD) 4"},
         .inner = {"BPAV"}},
        {.name = "sony_xdcam",
         .typeId = "sony_xdcam",
         .entries = {"Clip/C0001.MXF", "Clip/C0001M01.XML", "Sub/C0001S01.MXF", "Clip/C0002.MXF",
                     "Clip/C0002M01.XML", "Edit/E0001E01.SMI", "INDEX.XML", "DISCMETA.XML",
                     "MEDIAPRO.XML", "ALIAS.XML"},
         .clips = {"C0001 (CARD) 3", "C0002 (CARD) 2"}},
        {.name = "sony_xdcam_first_discs",
         .typeId = "sony_xdcam",
         .entries = {"PROAV/CLPR/C0001/C0001.MXF", "PROAV/CLPR/C0001/C0001S01.MXF",
                     "PROAV/CLPR/C0001/C0001M01.XML", "PROAV/CLPR/C0002/C0002V01.MXF",
                     "PROAV/CLPR/C0002/C0002A01.MXF", "PROAV/CLPR/C0002/C0002M01.XML"},
         .clips = {"C0001 (CARD) 3", "C0002 (CARD) 3"},
         .inner = {"PROAV"}},
        {.name = "panasonic_mov",
         .typeId = "panasonic_mov",
         .entries = {"PRIVATE/PANA_GRP/001RAQAM/X0010001.MOV",
                     "PRIVATE/PANA_GRP/001RAQAM/X0010002.MOV"},
         .clips = {"X0010001 (CARD) 1", "X0010002 (CARD) 1"},
         .inner = {"PRIVATE", "PRIVATE/PANA_GRP"}},
        {.name = "avchd",
         .typeId = "avchd",
         .entries = {"PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", "PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI",
                     "PRIVATE/AVCHD/BDMV/STREAM/00001.MTS", "PRIVATE/AVCHD/BDMV/CLIPINF/00001.CPI",
                     "PRIVATE/AVCHD/BDMV/PLAYLIST/00000.MPL", "PRIVATE/AVCHD/BDMV/INDEX.BDM"},
         .clips = {"00000 (CARD) 2", "00001 (CARD) 2"},
         .inner = {"PRIVATE", "PRIVATE/AVCHD", "PRIVATE/AVCHD/BDMV"}},
    };
}

std::vector<CardFixture> smallCameraCards()
{
    return {
        {.name = "gopro",
         .typeId = "gopro",
         .entries = {"DCIM/100GOPRO/GX010042.MP4", "DCIM/100GOPRO/GX020042.MP4",
                     "DCIM/100GOPRO/GL010042.LRV", "DCIM/100GOPRO/GX010042.THM",
                     "DCIM/100GOPRO/GX010043.MP4", "DCIM/100GOPRO/GS010044.360",
                     "DCIM/100GOPRO/GHAA0001.MP4", "DCIM/100GOPRO/GHAA0002.MP4",
                     "DCIM/100GOPRO/GOPR0045.MP4", "DCIM/100GOPRO/GP010045.MP4"},
         .clips = {"GHAA0001 (CARD) 2", "GX010042 (CARD) 4", "GOPR0045 (CARD) 2",
                   "GS010044 (CARD) 1", "GX010043 (CARD) 1"},
         .inner = {"DCIM"}},
        {.name = "dji",
         .typeId = "dji",
         .entries = {"DCIM/100MEDIA/DJI_0001.MP4", "DCIM/100MEDIA/DJI_0001.SRT",
                     "DCIM/100MEDIA/DJI_0001.LRF", "DCIM/DJI_001/DJI_20260105161929_0001_D.MP4",
                     "MISC/THM/100/DJI_0001.THM"},
         .clips = {"DJI_0001 (CARD) 3", "DJI_20260105161929_0001_D (CARD) 1"},
         .inner = {"DCIM"}},
        {.name = "insta360",
         .typeId = "insta360",
         .entries = {"DCIM/Camera01/VID_20260105_161929_00_001.insv",
                     "DCIM/Camera01/VID_20260105_161929_10_001.insv",
                     "DCIM/Camera01/LRV_20260105_161929_01_001.lrv",
                     "DCIM/Camera01/VID_20260105_170000_00_002.insv",
                     "DCIM/Camera01/IMG_20260105_170100_00_003.insp"},
         .clips = {"IMG_20260105_170100_00_003 (CARD) 1", "VID_20260105_161929_00_001 (CARD) 3",
                   "VID_20260105_170000_00_002 (CARD) 1"},
         .inner = {"DCIM"}},
        {.name = "canon_dcim",
         .typeId = "canon_dcim",
         .entries = {"DCIM/CANONMSC/M0100.CTG", "DCIM/100CANON/M0100.CTG",
                     "DCIM/100CANON/MVI_0001.MP4", "DCIM/100CANON/MVI_0001.THM",
                     "DCIM/100CANON/IMG_0002.CR3", "DCIM/100CANON/IMG_0002.JPG",
                     "DCIM/100CANON/IMG_0003.JPG"},
         .clips = {"IMG_0002 (CARD) 2", "IMG_0003 (CARD) 1", "MVI_0001 (CARD) 2"},
         .inner = {"DCIM"}},
        {.name = "nikon_dcim",
         .typeId = "nikon_dcim",
         .entries = {"NIKON001.DSC", "DCIM/100NCZ_9/NC_FLLST.DAT", "DCIM/100NCZ_9/DSC_0001.MP4",
                     "DCIM/100NCZ_9/DSC_0001.NEV", "DCIM/100NCZ_9/DSC_0002.NEF",
                     "DCIM/100NCZ_9/DSC_0002.JPG"},
         .clips = {"DSC_0001 (CARD) 2", "DSC_0002 (CARD) 2"},
         .inner = {"DCIM"}},
        {.name = "fuji_dcim",
         .typeId = "fuji_dcim",
         .entries = {"DCIM/100_FUJI/FUJI.DAT", "DCIM/100_FUJI/DSCF0001.MOV",
                     "DCIM/100_FUJI/DSCF0002.RAF", "DCIM/100_FUJI/DSCF0002.JPG"},
         .clips = {"DSCF0001 (CARD) 1", "DSCF0002 (CARD) 2"},
         .inner = {"DCIM"}},
        {.name = "dcim",
         .typeId = "dcim",
         .entries = {"DCIM/100_PANA/P1000001.MP4", "DCIM/100_PANA/P1000002.RW2",
                     "DCIM/100_PANA/P1000002.JPG"},
         .clips = {"P1000001 (CARD) 1", "P1000002 (CARD) 2"},
         .inner = {"DCIM"}},
    };
}

std::vector<CardFixture> soundAndUnknownCards()
{
    return {
        {.name = "sound",
         .typeId = "sound",
         .entries = {"26Y11M21/S12T01_1.wav", "26Y11M21/S12T01_2.wav", "26Y11M21/S12T02.wav",
                     "26Y11M21/S12T02.xml", "report.csv", "SOUNDDEV/settings.dat"},
         .roll = "26Y11M21",
         .clips = {"S12T01 (26Y11M21) 2", "S12T02 (26Y11M21) 2"},
         .inner = {"26Y11M21"}},
        {.name = "generic",
         .typeId = "generic",
         .entries =
             frames("scan/shot_", 6, 0, 12, ".dpx") +
             std::vector<Entry>{"Transfer/from the archive.mov", "Transfer/from the archive.xml"},
         .clips = {"from the archive (CARD) 2", "shot (CARD) 12"}},
    };
}

} // namespace

std::vector<CardFixture> wholeCards()
{
    std::vector<CardFixture> cards;
    for (const auto& some :
         {cinemaCards(), videoCards(), smallCameraCards(), soundAndUnknownCards()})
        cards.insert(cards.end(), some.begin(), some.end());
    return cards;
}

std::vector<CardFixture> oddCards()
{
    return {
        {.name = "empty",
         .typeId = "generic",
         .entries = {},
         .findings = {"! the card holds no files"}},
        {.name = "system_files_only",
         .typeId = "generic",
         .entries = {".Spotlight-V100/Store-V2/x", ".fseventsd/0001", ".DS_Store",
                     "System Volume Information/WPSettings.dat"},
         .findings = {"! the card holds nothing but what operating systems leave"}},
        {.name = "formatted_and_never_used",
         .typeId = "sony_xdroot",
         .entries = {"XDROOT/Clip/", "XDROOT/Edit/", "XDROOT/Sub/", "XDROOT/MEDIAPRO.XML"}},
        {.name = "wrapper_folder",
         .typeId = "sony_m4root",
         .entries = {"B_CAM_002/PRIVATE/M4ROOT/CLIP/C0001.MP4",
                     "B_CAM_002/PRIVATE/M4ROOT/CLIP/C0001M01.XML"},
         .roll = "B_CAM_002",
         .clips = {"C0001 (B_CAM_002) 2"}},
        {.name = "lower_case",
         .typeId = "panasonic_p2",
         .entries = {"contents/clip/0001ab.xml", "contents/video/0001ab.mxf",
                     "contents/audio/0001ab00.mxf", "contents/icon/", "contents/proxy/",
                     "contents/voice/", "lastclip.txt"},
         .clips = {"0001AB (CARD) 3"}},
        {.name = "movies_and_stills_of_one_camera",
         .typeId = "sony_m4root",
         .entries = {"PRIVATE/M4ROOT/CLIP/C0001.MP4", "PRIVATE/M4ROOT/CLIP/C0001M01.XML",
                     "DCIM/100MSDCF/DSC00001.ARW", "DCIM/100MSDCF/DSC00001.JPG"},
         .clips = {"C0001 (CARD) 2", "DSC00001 (CARD) 2"},
         .findings = {"the card also holds 1 clip of another kind: Camera with a DCIM folder "
                      "(folder 100MSDCF holds DSC00001.ARW)"}},
        {.name = "two_cameras_in_one_folder",
         .typeId = "red",
         .entries = {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D",
                     "B002R4FZ/B002C001_261121_R4FZ.mov"},
         .roll = "A001_1121AB",
         .clips = {"A001_C001_1121AB (A001_1121AB) 1", "B002C001_261121_R4FZ (B002R4FZ) 1"},
         .findings = {"the card also holds 1 clip of another kind: ARRI ALEXA classic naming "
                      "(folder B002R4FZ holds B002C001_261121_R4FZ.mov)"}},
        {.name = "two_cards_of_one_roll_name",
         .typeId = "braw",
         .entries = {"first/A001_01051619_C001.braw", "second/A001_01051619_C001.braw"},
         .roll = "A001",
         .clips = {"A001_01051619_C001 (A001) 1", "A001_01051619_C001 (A001) 1"},
         .findings = {"one clip name occurs in more than one folder of the card: "
                      "A001_01051619_C001"}},
        {.name = "clip_that_began_on_the_card_before",
         .typeId = "canon_raw",
         .entries = {"CRM/REEL_002/A001C009_260105AB_CANON_03.CRM"},
         .roll = "A001",
         .clips = {"A001C009_260105AB_CANON (A001) 1"},
         .findings = {"! clip A001C009_260105AB_CANON lacks parts 1 and 2 of 3; look for it on "
                      "the card before this one"}},
        {.name = "continuation_alone",
         .typeId = "braw",
         .entries = {"A001_01051619_C001.braw2"},
         .roll = "A001",
         .clips = {"A001_01051619_C001 (A001) 1"},
         .findings = {"! clip A001_01051619_C001 lacks part 1 of 2; look for it on the card before "
                      "this one"}},
        {.name = "chapter_gap",
         .typeId = "gopro",
         .entries = {"DCIM/100GOPRO/GX010042.MP4", "DCIM/100GOPRO/GX030042.MP4"},
         .clips = {"GX010042 (CARD) 2"},
         .findings = {"! clip GX010042 lacks part 2 of 3"}},
        {.name = "chapters_go_on_in_the_next_folder",
         .typeId = "gopro",
         .entries = {"DCIM/100GOPRO/GX010042.MP4", "DCIM/100GOPRO/GX020042.MP4",
                     "DCIM/101GOPRO/GX030042.MP4", "DCIM/101GOPRO/GL030042.LRV",
                     "DCIM/101GOPRO/GX010043.MP4"},
         .clips = {"GX010042 (CARD) 4", "GX010043 (CARD) 1"}},
        {.name = "numbers_begin_again_in_the_next_folder",
         .typeId = "gopro",
         .entries = {"DCIM/100GOPRO/GX010042.MP4", "DCIM/100GOPRO/GX020042.MP4",
                     "DCIM/101GOPRO/GX010042.MP4", "DCIM/101GOPRO/GX020042.MP4"},
         .clips = {"GX010042 (CARD) 2", "GX010042 (CARD) 2"},
         .findings = {"one clip name occurs in more than one folder of the card: GX010042"}},
        {.name = "chapter_gap_between_folders",
         .typeId = "gopro",
         .entries = {"DCIM/100GOPRO/GX010042.MP4", "DCIM/101GOPRO/GX030042.MP4"},
         .clips = {"GX010042 (CARD) 2"},
         .findings = {"! clip GX010042 lacks part 2 of 3"}},
        {.name = "thumbnail_without_its_movie",
         .typeId = "canon_dcim",
         .entries = {"DCIM/100CANON/MVI_0001.MP4", "DCIM/100CANON/MVI_0002.THM"},
         .clips = {"MVI_0001 (CARD) 1"},
         .findings = {"! there are sidecars but no picture for MVI_0002"}},
        {.name = "second_part_of_a_count_from_nought",
         .typeId = "canon_raw",
         .entries = {"PRIVATE/A_0001C001_260105_161929AB_CANON_S001.CRM"},
         .roll = "A_0001",
         .clips = {"A_0001C001_260105_161929AB_CANON (A_0001) 1"},
         .findings = {"! clip A_0001C001_260105_161929AB_CANON lacks part 1 of 2; look for it on "
                      "the card before this one"}},
        {.name = "span_first_card",
         .typeId = "canon_raw",
         .entries = {"CRM/REEL_001/A001C009_260105AB_CANON_01.CRM",
                     "CRM/REEL_001/A001C009_260105AB_CANON_02.CRM"},
         .roll = "A001",
         .clips = {"A001C009_260105AB_CANON (A001) 2"}},
        {.name = "span_of_two_cards_in_one_folder",
         .typeId = "canon_raw",
         .entries = {"first/A001C009_260105AB_CANON_01.CRM",
                     "second/A001C009_260105AB_CANON_02.CRM"},
         .roll = "A001",
         .clips = {"A001C009_260105AB_CANON (A001) 1", "A001C009_260105AB_CANON (A001) 1"},
         .findings = {"clip A001C009_260105AB_CANON spans 2 cards; keep them together"}},
        {.name = "empty_layouts_of_others",
         .typeId = "braw",
         .entries = {"A001_01051619_C001.braw", "DCIM/100CANON/", "XDROOT/Clip/",
                     "CONTENTS/CLIPS001/", "PRIVATE/AVCHD/BDMV/STREAM/"},
         .roll = "A001",
         .clips = {"A001_01051619_C001 (A001) 1"}},
        {.name = "raw_frames_gone",
         .typeId = "kinefinity",
         .entries = frames("PRJ-SHOW/A001C001/A001C001_", 6, 0, 3, ".krw") +
                    frames("PRJ-SHOW/A001C001/A001C001_", 6, 5, 3, ".krw"),
         .roll = "A001",
         .clips = {"A001C001 (A001) 6"},
         .findings = {"! clip A001C001 lacks 2 frames between its first and last, the first of "
                      "them after A001C001_000002.krw"}},
        {.name = "raw_frames_loose_in_their_project",
         .typeId = "kinefinity",
         .entries = frames("PRJ-SHOW/A001C001_", 6, 0, 3, ".krw") +
                    frames("PRJ-SHOW/A002C001_", 6, 0, 2, ".krw"),
         .clips = {"A001C001 (A001) 3", "A002C001 (A002) 2"},
         .findings = {"the card holds clips of 2 rolls: A001 and A002"}},
        {.name = "raw_frames_in_their_reel",
         .typeId = "kinefinity",
         .entries = frames("PRJ-SHOW/B_CAM_7/C001/C001_", 6, 0, 3, ".krw") +
                    frames("PRJ-SHOW/B_CAM_7/A001C002/A001C002_", 6, 0, 2, ".krw"),
         .roll = "B_CAM_7",
         .clips = {"A001C002 (B_CAM_7) 2", "C001 (B_CAM_7) 3"},
         .inner = {"PRJ-SHOW"}},
        {.name = "raw_frames_of_two_reels",
         .typeId = "kinefinity",
         .entries = frames("PRJ-SHOW/A001/A001C001/A001C001_", 6, 0, 3, ".krw") +
                    frames("PRJ-SHOW/A002/A002C001/A002C001_", 6, 0, 2, ".krw"),
         .clips = {"A001C001 (A001) 3", "A002C001 (A002) 2"},
         .findings = {"the card holds clips of 2 rolls: A001 and A002"}},
        {.name = "raw_frames_of_a_project_alone",
         .typeId = "kinefinity",
         .entries = frames("PRJ-SHOW/TAKE_", 6, 0, 3, ".krw"),
         .roll = "PRJ-SHOW",
         .clips = {"TAKE (PRJ-SHOW) 3"},
         .inner = {"PRJ-SHOW"}},
        {.name = "two_cards_of_one_reel",
         .typeId = "sony_xocn",
         .entries = {"A001CRWE/Clip/A001C001_260105AB/A001C001_260105AB_01.MXF",
                     "A001D2F7/Clip/A001C001_260106AC/A001C001_260106AC_01.MXF"},
         .clips = {"A001C001_260105AB (A001CRWE) 1", "A001C001_260106AC (A001D2F7) 1"},
         .findings = {"the card holds clips of 2 rolls: A001CRWE and A001D2F7"}},
        {.name = "one_lens_of_two",
         .typeId = "insta360",
         .entries = {"DCIM/Camera01/VID_20260105_161929_10_001.insv"},
         .clips = {"VID_20260105_161929_10_001 (CARD) 1"},
         .findings = {"! clip VID_20260105_161929_10_001 lacks lens file 1 of 2"}},
        {.name = "lists_without_picture",
         .typeId = "panasonic_p2",
         .entries = {"CONTENTS/CLIP/0001AB.XML", "CONTENTS/VIDEO/0001AB.MXF",
                     "CONTENTS/CLIP/0002CD.XML", "CONTENTS/VIDEO/0003EF.MXF", "CONTENTS/AUDIO/"},
         .clips = {"0001AB (CARD) 2", "0003EF (CARD) 1"},
         .findings = {"! there are sidecars but no picture for 0002CD",
                      "! one clip lacks the list in CLIP that other clips have: 0003EF",
                      "! CONTENTS lacks folders that every P2 card has: ICON, PROXY and VOICE",
                      "LASTCLIP.TXT, which belongs beside CONTENTS, is missing"}},
        {.name = "metadata_gone",
         .typeId = "sony_xdroot",
         .entries = {"XDROOT/Clip/A015C001_260105AB.MXF", "XDROOT/Clip/A015C001_260105ABM01.XML",
                     "XDROOT/Clip/A015C002_260105AC.MXF", "XDROOT/Clip/A015C003_260105ADM01.XML"},
         .roll = "A015",
         .clips = {"A015C001_260105AB (A015) 2", "A015C002_260105AC (A015) 1"},
         .findings = {"! there are sidecars but no picture for A015C003_260105AD",
                      "! one clip lacks the M01.XML that other clips have: A015C002_260105AC"}},
        {.name = "folder_gone",
         .typeId = "panasonic_p2",
         .entries = {"CONTENTS/CLIP/0001AB.XML", "CONTENTS/VIDEO/0001AB.MXF",
                     "CONTENTS/CLIP/0002CD.XML", "CONTENTS/AVCLIP/0002CD.MXF", "CONTENTS/AUDIO/",
                     "CONTENTS/ICON/", "CONTENTS/PROXY/", "LASTCLIP.TXT"},
         .clips = {"0002CD (CARD) 2", "0001AB (CARD) 2"},
         .findings = {"! CONTENTS lacks a folder that every P2 card has: VOICE"}},
        {.name = "index_gone",
         .typeId = "canon_xf",
         .entries = {"CONTENTS/CLIPS001/AA0001/AA000101.MXF"},
         .clips = {"AA0001 (CARD) 1"},
         .findings = {"! folder CLIPS001 lacks INDEX.MIF, without which the camera's software does "
                      "not open the card"}},
        {.name = "segment_cut_short",
         .typeId = "red",
         .entries = {{"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D", 40000},
                     {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_002.R3D", 20000},
                     {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_003.R3D", 12}},
         .roll = "A001_1121AB",
         .clips = {"A001_C001_1121AB (A001_1121AB) 3"},
         .findings = {"! clip A001_C001_1121AB has 1 segment shorter than the rest, though not the "
                      "last: A001_C001_1121AB_002.R3D"}},
        {.name = "frames_gone_and_cut_short",
         .typeId = "arri_classic",
         .entries = frames("A001R2EC/X/A001C001_261121_R2EC.", 7, 0, 12, ".ari") +
                    frames("A001R2EC/X/A001C001_261121_R2EC.", 7, 15, 12, ".ari") +
                    std::vector<Entry>{{"A001R2EC/X/A001C001_261121_R2EC.0000027.ari", 12}},
         .roll = "A001R2EC",
         .clips = {"A001C001_261121_R2EC (A001R2EC) 25"},
         .findings = {"! clip A001C001_261121_R2EC lacks 3 frames between its first and last, the "
                      "first of them after A001C001_261121_R2EC.0000011.ari",
                      "! clip A001C001_261121_R2EC has 1 frame of another size than the rest, the "
                      "first of them A001C001_261121_R2EC.0000027.ari"}},
        {.name = "media_without_a_byte",
         .typeId = "sony_m4root",
         .entries = {{"PRIVATE/M4ROOT/CLIP/C0001.MP4", 0}, "PRIVATE/M4ROOT/CLIP/C0001M01.XML"},
         .clips = {"C0001 (CARD) 2"},
         .findings = {"! C0001.MP4 is empty: it hashes fine and is still a lost take"}},
    };
}

void makeCard(const fs::path& root, const std::vector<Entry>& entries)
{
    fs::create_directories(root);
    for (const Entry& entry : entries) {
        const fs::path path = root / entry.path;
        fs::create_directories(path.parent_path());
        if (entry.path.back() != '/') {
            std::ofstream(path).close();
            fs::resize_file(path, entry.size);
        }
    }
}

std::string inSmallLetters(std::string path)
{
    for (char& c : path)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return path;
}

std::string inCapitals(std::string path)
{
    for (char& c : path)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return path;
}

} // namespace tailslate::media::test
